"""Set-up takes the first Python that will do, and says in one sentence what is missing when none does."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

INSTALL = Path(__file__).resolve().parents[2] / "deploy" / "setup" / "install"
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")
GOOD = 'case "$1" in -c) exit 0 ;; esac; echo "$0 runs $*"'
OLD = "exit 1"
NO_VENV = 'case "$2" in *ensurepip*) exit 1 ;; esac; exit 0'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder to be the whole PATH; no Python in it yet."""
    (tmp_path / "dirname").symlink_to(shutil.which("dirname") or "")
    return tmp_path


def put(path: Path, name: str, script: str) -> None:
    (path / name).write_text(f"#!/bin/sh\n{script}\n")
    (path / name).chmod(0o755)


def run_install(path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": str(path)}
    return subprocess.run([INSTALL, "some.lock"], env=environment, capture_output=True, text=True, check=False)


def test_the_first_one_that_is_new_enough_is_taken(path: Path) -> None:
    put(path, "python3", OLD)
    put(path, "python3.13", GOOD)
    put(path, "python3.11", GOOD)
    done = run_install(path)
    steps = ("venv", "browser")
    assert done.stdout == "".join(f"{path}/python3.13 runs deploy/setup/{step}.py some.lock\n" for step in steps)
    assert done.returncode == 0


def test_nothing_but_old_ones_is_said_so_with_their_paths(path: Path) -> None:
    for name in NAMES:
        put(path, name, OLD)
    done = run_install(path)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Python 3.11 or newer is needed (too old: {path}/python3 ")
    assert "apt-get install python3" in done.stderr


def test_no_python_at_all_is_said_so(path: Path) -> None:
    done = run_install(path)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed. On Debian")


def test_a_python_that_cannot_make_environments_names_the_missing_package(path: Path) -> None:
    put(path, "python3", NO_VENV)
    done = run_install(path)
    assert done.returncode == 1
    assert done.stderr == (
        f"{path}/python3 can't make virtual environments. On Debian and Ubuntu: apt-get install python3-venv\n"
    )
