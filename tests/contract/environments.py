"""Programs of others as they are published, each in a folder of its own under build/clients, kept between runs."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "clients"
UV = Path(sys.executable).parent / "uv"
PATIENCE = 300


def python_with(pin: str) -> Path:
    """A Python that has a package such as yourls==1.2.3 with what it needs, and nothing else."""
    home = FOLDER / pin
    python = home / "bin" / "python"
    make: list[str | Path] = [UV, "venv", "--quiet", "--clear", "--python", sys.executable, home]
    _once(home, (make, [UV, "pip", "install", "--quiet", "--python", python, pin]))
    return python


def npm_package(pin: str) -> Path:
    """The folder of a package such as yourls-api@2.1.0."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed (Debian: apt-get install npm)")
    home = FOLDER / pin
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    _once(home, ([npm, "install", *options, "--prefix", home, pin],))
    return home / "node_modules" / pin.rpartition("@")[0]


def _once(home: Path, commands: Sequence[Sequence[str | Path]]) -> None:
    """Runs commands that fill a folder, unless an earlier run has done so to the end."""
    done = home / "complete"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{home.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        for command in commands:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
            if ran.returncode:
                pytest.skip(f"{home.name} can't be had: {ran.stderr.strip()[-200:]}")
        done.touch()
