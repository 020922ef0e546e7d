"""What the bench starts, it stops, and it says the last words of what ended by itself."""

import os
import sys
import time
from pathlib import Path

import pytest

from bench.machine import cpu_seconds, descendants, free_port, fsync_seconds, is_alive, memory, niceness
from bench.processes import Failed, program_path, started

SLEEPER = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"


def wait_for_child(pid: int) -> int:
    while not (found := descendants(pid)):
        time.sleep(0.01)
    return found[0]


@pytest.mark.parametrize("abrupt", [False, True])
def test_nothing_is_left_of_a_program(tmp_path: Path, abrupt: bool) -> None:
    command = [sys.executable, "-c", SLEEPER]
    with started("sleeper", command, tmp_path, ready=lambda: True, abrupt=abrupt) as program:
        child = wait_for_child(program.pid)
        assert program.pids() == [program.pid, child]
        assert is_alive(child)
    assert not is_alive(program.pid)
    assert not is_alive(child)


def test_a_program_that_ends_at_once_is_quoted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no socket is left')"]
    with (
        pytest.raises(Failed, match=r"web ended by itself(?s:.*)no socket is left"),
        started("web", command, tmp_path, ready=lambda: False),
    ):
        raise AssertionError("it was never ready")


def test_a_program_that_is_not_installed_is_named_with_its_package() -> None:
    with pytest.raises(Failed, match="no-such-server is not installed; on Debian: apt-get install no-package"):
        program_path("no-such-server", "no-package")


def test_the_kernel_is_asked_about_processes() -> None:
    before = cpu_seconds([os.getpid()])
    while cpu_seconds([os.getpid()]) == before:
        sum(range(100_000))
    assert 1 < memory(os.getpid()) < 10_000
    assert niceness(os.getpid()) == os.nice(0)


def test_a_process_that_is_gone_has_used_nothing() -> None:
    gone = 2**22 + 1  # beyond the greatest id that Linux gives
    assert cpu_seconds([gone]) == 0
    assert memory(gone) == 0
    assert descendants(gone) == []


def test_a_port_is_free_and_an_fsync_takes_time(tmp_path: Path) -> None:
    assert 1024 <= free_port() <= 65535
    assert 0 < fsync_seconds(tmp_path, times=3) < 5
    assert list(tmp_path.iterdir()) == []
