"""Processes that a service keeps: each in a group of its own, ended in order, never left behind."""

import ctypes
import functools
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from shortener.forking import Forked

PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
KILLED_SECONDS = 5.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0


class Child:
    """A process and all that it starts. Ctrl-C reaches only its parent, which stops its children in order."""

    def __init__(self, command: Sequence[str], pass_fds: Sequence[int] = ()) -> None:
        self._process = self._start(command, pass_fds)
        self._deadline = math.inf
        self.began = time.monotonic()

    def _start(self, command: Sequence[str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes] | Forked:
        return subprocess.Popen(  # noqa: S603 (a command of ours)
            command,
            process_group=0,
            pass_fds=pass_fds,
            preexec_fn=functools.partial(end_with, os.getpid()),  # noqa: PLW1509 (before any thread)
        )

    def runs(self) -> bool:
        """Whether the process itself runs; others that it started may outlive it."""
        return self._process.poll() is None

    def stop(self, patience: float) -> None:
        """Asks it to end; what is left of it after so many seconds is killed by `is_over`."""
        if self._deadline == math.inf:
            self._deadline = time.monotonic() + patience
            if self.runs():
                self._process.terminate()

    def is_over(self) -> bool:
        """Whether nothing is left of a child that was asked to stop or ended by itself."""
        if not self.runs() and not self._has_others():
            return True
        late = time.monotonic() - self._deadline
        if late > 0:
            self._signal(signal.SIGKILL)
        return late > KILLED_SECONDS

    def how_it_ended(self) -> str:
        """Of one that doesn't run any more, to go on after its name."""
        status = self._process.returncode or 0
        if status >= 0:
            return f"ended with exit status {status}"
        name = signal.Signals(-status).name if -status in set(signal.Signals) else "unknown"
        return f"was ended by signal {-status} ({name})"

    def _has_others(self) -> bool:
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        """To every process of the group; False when there is none."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return False
        return True


class NewChild(Child):
    """A Python module that is loaded anew, as it is on disk now."""

    def _start(self, command: Sequence[str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes] | Forked:
        return super()._start([sys.executable, "-m", *command], pass_fds)


class LoadedChild(Child):
    """A Python module in a fork of this process, with what this one has loaded already."""

    def _start(self, command: Sequence[str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes] | Forked:
        return Forked(command, pass_fds, functools.partial(end_with, os.getpid()))


class Pause:
    """How long to wait before something that ended is started again: ever longer, while it ends soon."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def after(self, lived: float) -> float:
        """Seconds, for one that lived so many."""
        pause = FIRST_PAUSE if lived > LONGEST_PAUSE else self._next
        self._next = min(pause * 2, LONGEST_PAUSE)
        return pause


def end_with(parent: int) -> None:
    """Has this process asked to end (SIGTERM) when its parent dies, however that dies."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # it died before that
        os.kill(os.getpid(), signal.SIGTERM)
