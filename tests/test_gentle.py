"""What gives way to redirects runs when nobody else wants the processor, and with everybody else before it starves."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import pytest

from bench.machine import children, is_alive
from shortener import gentle as module
from shortener import watch
from shortener.gentle import Gentle, gently
from tests.budgets import ROOT
from tests.live import eventually

needs_a_way_back = pytest.mark.skipif(not module.may_come_back(), reason="nobody may come back from SCHED_IDLE here")


def policy(thread: int) -> int:
    return os.sched_getscheduler(thread)


@dataclass
class Resting:
    """A gentle thread that waits for its end, and one that it has started: neither starves, however busy others are."""

    gentle: Gentle
    threads: list[int]


@pytest.fixture
def resting() -> Iterator[Resting]:
    over, begun = threading.Event(), SimpleQueue[Gentle]()
    started = threading.Thread(target=over.wait)

    def rest() -> None:
        with gently() as gentle:
            started.start()
            begun.put(gentle)
            over.wait()

    first = threading.Thread(target=rest)
    first.start()
    yield Resting(begun.get(timeout=60), [first.native_id or 0, started.native_id or 0])
    over.set()
    first.join()
    started.join()


@needs_a_way_back
def test_a_thread_and_those_that_it_starts_are_gentle_and_no_others(resting: Resting) -> None:
    time.sleep(2 * watch.LOOKS * watch.LOOK_SECONDS)
    assert [policy(thread) for thread in resting.threads] == [os.SCHED_IDLE] * 2
    assert policy(0) == os.SCHED_OTHER


def test_it_is_over_when_the_work_is() -> None:
    with gently():
        pass
    assert policy(0) == os.SCHED_OTHER


@needs_a_way_back
def test_who_is_told_to_hurry_does_so_for_a_while(resting: Resting) -> None:
    resting.gentle.hurry()
    eventually(lambda: [policy(thread) for thread in resting.threads] == [os.SCHED_OTHER] * 2)
    eventually(lambda: [policy(thread) for thread in resting.threads] == [os.SCHED_IDLE] * 2)


def watchers() -> list[int]:
    """Process ids of those that watch this process."""
    return [pid for pid in children(os.getpid()) if watch.__file__ in Path(f"/proc/{pid}/cmdline").read_text()]


@needs_a_way_back
def test_who_has_lost_a_watcher_is_gentle_no_more_and_says_so(
    resting: Resting, caplog: pytest.LogCaptureFixture
) -> None:
    (watcher,) = watchers()
    os.kill(watcher, signal.SIGKILL)
    eventually(lambda: [policy(thread) for thread in resting.threads] == [os.SCHED_OTHER] * 2)
    eventually(lambda: "lost its watcher" in caplog.text)
    assert not Path(f"/proc/{watcher}").exists()
    resting.gentle.hurry()


@needs_a_way_back
def test_a_watcher_that_is_frozen_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    gentle = Gentle()
    (watcher,) = watchers()
    os.kill(watcher, signal.SIGSTOP)
    for _ in range(10_000):
        gentle.hurry()
    monkeypatch.setattr(module, "END_SECONDS", 0.1)
    gentle.close()
    assert policy(0) == os.SCHED_OTHER
    assert not Path(f"/proc/{watcher}").exists()


@needs_a_way_back
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_watcher_ends_with_whom_it_watches_and_not_by_a_signal_that_is_for_both(number: signal.Signals) -> None:
    """As Ctrl-C and systemd send it, to all processes at once."""
    waiting = "from shortener.gentle import Gentle; g = Gentle(); print('up', flush=True); import time; time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", waiting], stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        (watcher,) = children(process.pid)
        os.kill(watcher, number)
        time.sleep(0.3)
        assert is_alive(watcher)
        process.kill()
    eventually(lambda: not is_alive(watcher))


@needs_a_way_back
def test_where_the_watcher_does_not_come_up_nothing_is_gentle_and_nobody_waits_for_it_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "asleep.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.setattr(watch, "__file__", str(tmp_path / "asleep.py"))
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(module, "END_SECONDS", 0.1)
    with gently() as gentle:
        assert not gentle.works
        began = time.monotonic()
        for _ in range(1000):
            gentle.hurry()
        assert time.monotonic() - began < 1.0
        assert policy(0) == os.SCHED_OTHER
    assert not watchers()


@needs_a_way_back
def test_without_a_watcher_nothing_is_gentle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(watch, "__file__", str(tmp_path / "gone.py"))
    with gently() as gentle:
        assert not gentle.works
        assert policy(0) == os.SCHED_OTHER


def test_an_error_of_the_work_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError), gently():
        raise ZeroDivisionError
    assert policy(0) == os.SCHED_OTHER


def test_where_there_is_no_way_back_nothing_is_gentle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "may_come_back", lambda: False)
    with gently() as gentle:
        assert not gentle.works
        assert policy(0) == os.SCHED_OTHER
        gentle.hurry()
    assert policy(0) == os.SCHED_OTHER


@pytest.fixture
def busy() -> Iterator[None]:
    """This thread and whatever it starts have one processor, of which somebody else wants all."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
        yield
        other.kill()
    os.sched_setaffinity(0, before)


@needs_a_way_back
@pytest.mark.usefixtures("busy")
def test_who_would_starve_hurries_although_it_keeps_python_to_itself() -> None:
    began = time.monotonic()
    with gently():
        while policy(0) == os.SCHED_IDLE and time.monotonic() < began + 60:
            pass
        assert policy(0) == os.SCHED_OTHER
