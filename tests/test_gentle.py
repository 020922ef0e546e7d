"""What gives way to redirects runs when nobody else wants the processor, and with everybody else before it starves."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue

import pytest

from shortener import gentle as module
from shortener.gentle import Gentle, gently
from tests.live import eventually

pytestmark = pytest.mark.skipif(not module.may_come_back(), reason="nobody may come back from SCHED_IDLE here")


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


def test_a_thread_and_those_that_it_starts_are_gentle_and_no_others(resting: Resting) -> None:
    time.sleep(4 * module.LOOK_SECONDS)
    assert [policy(thread) for thread in resting.threads] == [os.SCHED_IDLE] * 2
    assert policy(0) == os.SCHED_OTHER


def test_it_is_over_when_the_work_is() -> None:
    with gently():
        pass
    assert policy(0) == os.SCHED_OTHER


def test_who_is_told_to_hurry_does_so_for_a_while(monkeypatch: pytest.MonkeyPatch, resting: Resting) -> None:
    monkeypatch.setattr(module, "FED_SECONDS", 0.6)
    resting.gentle.hurry()
    assert [policy(thread) for thread in resting.threads] == [os.SCHED_OTHER] * 2
    eventually(lambda: [policy(thread) for thread in resting.threads] == [os.SCHED_IDLE] * 2)


def test_an_error_of_the_work_is_the_callers() -> None:
    with pytest.raises(ZeroDivisionError), gently():
        1 // 0  # noqa: B018
    assert policy(0) == os.SCHED_OTHER


def test_where_there_is_no_way_back_nothing_is_gentle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "may_come_back", lambda: False)
    with gently() as gentle:
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


def works_until(hurried: threading.Event) -> bool:
    """With breaks in which others of this process have Python, as where a database works."""
    over = time.monotonic() + 60
    while not hurried.is_set() and time.monotonic() < over:
        os.getrandom(1 << 16)
    return hurried.is_set()


class Watched(Gentle):
    """Says when it hurried."""

    def __init__(self) -> None:
        self.hurried = threading.Event()
        super().__init__()

    def hurry(self) -> None:
        super().hurry()
        self.hurried.set()


@pytest.mark.usefixtures("busy")
def test_who_would_starve_hurries() -> None:
    gentle = Watched()
    try:
        assert works_until(gentle.hurried)
        assert policy(0) == os.SCHED_OTHER
    finally:
        gentle.close()
