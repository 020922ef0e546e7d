"""Set-up, step 1: makes .venv and installs a lock file and the project into it; a moment when that was done before."""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

Run = Callable[..., object]
PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--quiet")
# The development lock holds everything of the others, in the same versions.
HELD_BY = {"requirements.lock": ("requirements.lock", "requirements-server.lock", "requirements-dev.lock")}


def install(root: Path, lock: str, run: Run = subprocess.check_call) -> None:
    """Raises subprocess.CalledProcessError; what was interrupted or failed is made from nothing the next time."""
    with _alone(root):
        unfinished = root / ".venv" / "unfinished"
        if not unfinished.exists() and any(_is_done(root, held) for held in HELD_BY.get(lock, (lock,))):
            return
        _say(f"Setting up .venv from {lock} (this takes a minute, once)")
        began = time.monotonic()
        _make(unfinished, run)
        _fill(root, lock, run)
        _stamp(root, lock).write_text(_fingerprint(root, lock))
        unfinished.unlink()
        _say(f"Set up in {time.monotonic() - began:.0f} s")


def _make(unfinished: Path, run: Run) -> None:
    """An environment that works, marked as unfinished."""
    venv = unfinished.parent
    if unfinished.exists() or not _works(venv):
        run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)])
        unfinished.touch()
        run([str(venv / "bin" / "python"), "-m", "ensurepip", "--default-pip"], stdout=subprocess.DEVNULL)
    unfinished.touch()


def _fill(root: Path, lock: str, run: Run) -> None:
    pip = [str(root / ".venv" / "bin" / "python"), "-m", "pip", *PIP_OPTIONS, "install", "--no-deps"]
    run([*pip, "--require-hashes", "--requirement", str(root / lock)])
    run([*pip, "--no-build-isolation", "--no-index", "--editable", str(root)])


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Two set-ups at once wait for each other."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _is_done(root: Path, lock: str) -> bool:
    stamp = _stamp(root, lock)
    return stamp.exists() and stamp.read_text() == _fingerprint(root, lock) and (root / ".venv/bin/python").exists()


def _stamp(root: Path, lock: str) -> Path:
    return root / ".venv" / f"{lock}.done"


def _fingerprint(root: Path, lock: str) -> str:
    """Changes with all that decides what is installed, and with the folder, since scripts hold its path."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    parts = (str(root), json.dumps(project, sort_keys=True), (root / lock).read_text())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _works(venv: Path) -> bool:
    python = venv / "bin" / "python"
    command = [str(python), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    return python.exists() and subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        install(Path(__file__).resolve().parent.parent.parent, sys.argv[1])
    except subprocess.CalledProcessError as error:
        sys.exit(f"Set-up failed: see above what {Path(error.cmd[0]).name} said; the next try starts anew.")
    except KeyboardInterrupt:
        sys.exit("Set-up interrupted; the next try starts anew.")
