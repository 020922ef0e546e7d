"""Programs that the bench starts for itself and stops by process id; daemons of the machine stay untouched."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.machine import descendants, is_alive

PATIENCE = 30.0
SBIN = ["/usr/sbin", "/sbin"]  # where Debian has servers; not in everybody's PATH


class Failed(Exception):
    """The bench can't go on; the message is one sentence."""


class Program:
    """One running server with all its processes."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self._process = process
        self._log = log

    @property
    def pid(self) -> int:
        return self._process.pid

    def pids(self) -> list[int]:
        return [self.pid, *descendants(self.pid)]

    def check(self) -> None:
        """Raises Failed when it has ended by itself."""
        if self._process.poll() is not None:
            said = self._log.read_text(errors="replace").strip() or "it said nothing"
            raise Failed(f"{self._log.stem} ended by itself. Its last words:\n{said[-1500:]}")

    def stop(self) -> None:
        """Asks it to end, and ends what is left afterwards."""
        everybody = self.pids()
        if self._process.poll() is None:
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        _kill(everybody)
        self._process.wait()

    def kill(self) -> None:
        """At once, for one whose work is thrown away."""
        _kill(self.pids())
        self._process.wait()


@contextlib.contextmanager
def started(
    name: str,
    command: Sequence[str | Path],
    folder: Path,
    *,
    ready: Callable[[], bool],
    environment: Mapping[str, str] | None = None,
    abrupt: bool = False,
) -> Iterator[Program]:
    """A program that is up; its log is <folder>/<name>.log. `abrupt`: it is killed at the end, not asked."""
    log = folder / f"{name}.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            process_group=0,  # not a session: the kernel weighs niceness only inside one
        )
    program = Program(process, log)
    try:
        _wait(program, name, ready)
        yield program
    finally:
        program.kill() if abrupt else program.stop()


def program_path(name: str, package: str) -> str:
    """Where a server is installed. Raises Failed, with what to install."""
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *SBIN]))
    if found is None:
        raise Failed(f"{name} is not installed; on Debian: apt-get install {package}")
    return found


def _wait(program: Program, name: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        program.check()
        if time.monotonic() > deadline:
            raise Failed(f"{name} was not ready after {PATIENCE:.0f} seconds.")
        time.sleep(0.02)


def _kill(pids: list[int]) -> None:
    """Returns when all of them are over: until then they may still write."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.005)
