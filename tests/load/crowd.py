"""Runs locust in a process of its own, and takes its result."""

import subprocess
import sys
from pathlib import Path

from tests.load.nodes import Nodes
from tests.load.result import Result, read

ROOT = Path(__file__).resolve().parents[2]
LAST_REQUEST = 40  # seconds that a visitor has for it when the day ends; more than any request may take
GOING_HOME = 120  # seconds for starting, for last requests and for adding up


def visit(nodes: Nodes, folder: Path, *, seconds: int, users: int) -> Result:
    """What the crowd saw. Raises RuntimeError when it never came."""
    path = folder / "result.json"
    command = [sys.executable, "-m", "locust", "--locustfile", "tests/load/locustfile.py", "--headless"]
    silent = ["--only-summary", "--loglevel", "ERROR"]
    crowd = ["--users", str(users), "--spawn-rate", str(users), "--run-time", f"{seconds}s"]
    where = [part for node in nodes.addresses for part in ("--node", node)]
    try:
        done = subprocess.run(
            [*command, *silent, *crowd, "--stop-timeout", str(LAST_REQUEST), *where, "--result", str(path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=seconds + GOING_HOME,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"The crowd was still there {GOING_HOME} seconds after its day.") from error
    if not path.exists():
        raise RuntimeError(f"The crowd never came: {done.stderr}")
    return read(path)
