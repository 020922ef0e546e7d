"""Children of a service end in order, with all that they started, whatever they or their parent do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shortener.children import FIRST_PAUSE, LONGEST_PAUSE, Child, Pause

PATIENCE = 30.0


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def shell(tmp_path: Path, script: str) -> Child:
    """A script that tells with the file `up` that it is ready to be hurt."""
    child = Child(["sh", "-c", script.replace("UP", f"touch {tmp_path}/up")])
    assert eventually((tmp_path / "up").exists)
    return child


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_that_is_asked_to_stop_is_over_when_it_has_ended(tmp_path: Path) -> None:
    child = shell(tmp_path, "trap 'exit 3' TERM; UP; while :; do sleep 0.05; done")
    assert child.runs()
    child.stop(PATIENCE)
    assert eventually(child.is_over)
    assert child.how_it_ended() == "ended with exit status 3"


def test_one_that_does_not_heed_is_killed_when_its_time_is_up(tmp_path: Path) -> None:
    child = shell(tmp_path, "trap '' TERM; UP; while :; do sleep 0.05; done")
    child.stop(0.2)
    assert not child.is_over()
    assert eventually(child.is_over)
    assert child.how_it_ended() == "was ended by signal 9 (SIGKILL)"


def test_what_it_started_counts_too_and_is_killed_too(tmp_path: Path) -> None:
    child = shell(tmp_path, f"(trap '' TERM; UP; while :; do sleep 0.05; done) & echo $! > {tmp_path}/pid; wait")
    grandchild = int((tmp_path / "pid").read_text())
    child.stop(0.5)
    assert eventually(lambda: not child.runs())
    assert not child.is_over()
    assert runs(grandchild)
    assert eventually(child.is_over)
    assert eventually(lambda: not runs(grandchild))


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = "import sys, time; from shortener.children import Child; Child(sys.argv[1:]); time.sleep(60)"
    script = f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; while :; do sleep 0.05; done"
    with subprocess.Popen([sys.executable, "-c", code, "sh", "-c", script]) as parent:
        assert eventually((tmp_path / "pid").exists)
        child = int((tmp_path / "pid").read_text())
        assert runs(child)
        parent.kill()
    assert eventually(lambda: not runs(child))


def test_it_stands_in_a_group_of_its_own_so_that_ctrl_c_passes_it_by(tmp_path: Path) -> None:
    child = shell(tmp_path, f"echo $$ > {tmp_path}/pid; UP; while :; do sleep 0.05; done")
    pid = int((tmp_path / "pid").read_text())
    assert os.getpgid(pid) == pid
    child.stop(PATIENCE)
    assert eventually(child.is_over)
    assert child.how_it_ended() == "was ended by signal 15 (SIGTERM)"


@pytest.mark.parametrize("status", [0, 3])
def test_how_one_ended_by_itself_is_told(status: int) -> None:
    child = Child(["sh", "-c", f"exit {status}"])
    assert eventually(child.is_over)
    assert child.how_it_ended() == f"ended with exit status {status}"


def test_what_ends_soon_is_started_again_ever_later() -> None:
    pause = Pause()
    pauses = [pause.after(0.1) for _ in range(9)]
    assert pauses == [FIRST_PAUSE, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert pause.after(LONGEST_PAUSE + 1) == FIRST_PAUSE
    assert pause.after(0.1) == 2 * FIRST_PAUSE


def test_signals_without_a_name_are_told_by_number(tmp_path: Path) -> None:
    number = signal.SIGRTMIN + 1
    child = shell(tmp_path, "UP; kill -35 $$; sleep 5")
    assert eventually(child.is_over)
    assert child.how_it_ended() == f"was ended by signal {number} (unknown)"
