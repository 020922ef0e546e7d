"""A file's lock is one process's at a time, says so to others, and is gone with who held it."""

import subprocess
import sys
from pathlib import Path

import pytest

from shortener.locks import alone, is_held

HOLDER = "import fcntl, sys; file = open(sys.argv[1]); fcntl.flock(file, fcntl.LOCK_SH); print(flush=True); input()"


def test_one_at_a_time_has_it_alone(tmp_path: Path) -> None:
    with alone(tmp_path / "lock") as first, alone(tmp_path / "lock") as second:
        assert (first, second) == (True, False)
        assert is_held(tmp_path / "lock")
    with alone(tmp_path / "lock") as third:
        assert third


def test_who_fails_lets_go_of_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path / "lock"):
        print(1 // 0)
    assert not is_held(tmp_path / "lock")


def test_a_shared_one_counts_only_where_that_is_asked_and_dies_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.touch()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert not is_held(lock)
        assert is_held(lock, also_shared=True)
        other.kill()
        other.wait()
        assert not is_held(lock, also_shared=True)


def test_asking_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        is_held(tmp_path / "lock")
    assert list(tmp_path.iterdir()) == []
