"""A process that is this one once more and runs a Python module: it needn't load what this one has loaded."""

import atexit
import ctypes
import itertools
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

NAME = 15  # PR_SET_NAME of prctl(2), which takes as many characters
UNWRITTEN = 120  # Python's own exit status where its last words couldn't be written


class Forked:
    """`python -m` with these words, without the Python; asked of and told as a `subprocess.Popen` is.

    Only from the thread that is alone here. Of what is open it keeps standard streams and `pass_fds`; `at_birth` runs
    there before the module.
    """

    returncode: int | None = None

    def __init__(self, words: Sequence[str], pass_fds: Sequence[int], at_birth: Callable[[], None]) -> None:
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self.pid = os.fork()
        if self.pid == 0:
            _forget(pass_fds)
            at_birth()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _end(_run(words))
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        """The exit status once it has ended, negative for a signal's."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def _forget(pass_fds: Sequence[int]) -> None:
    """What a new program would not have either: handlers of signals, a place in a group, open files."""
    os.setpgid(0, 0)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    kept = [2, *sorted(pass_fds), os.sysconf("SC_OPEN_MAX")]
    for below, above in itertools.pairwise(kept):
        os.closerange(below + 1, above)


def _run(words: Sequence[str]) -> int:
    """The exit status of the module; nothing that it raises is taken for the parent's."""
    ctypes.CDLL(None).prctl(NAME, " ".join(words).encode(), 0, 0, 0)
    sys.argv = list(words)
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _end(status: int) -> NoReturn:
    """As Python ends, but for what the parent's own program has left to do."""
    thread: Any = threading
    thread._shutdown()
    ends: Any = atexit
    ends._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except OSError:
        status = UNWRITTEN
    os._exit(status)
