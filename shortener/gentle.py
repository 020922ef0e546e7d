"""Work that gives way to redirects: on processor time that nobody else wants, for as long as there is some."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

from shortener import watch

PATIENCE_SECONDS = 10.0  # for an interpreter that starts on a busy machine


class Gentle:
    """Threads that begin to run under SCHED_IDLE: the one that made this, and those that it starts.

    They may hold a database's lock, so they must not starve. When one wants to run and hardly can, look after look, all
    take their turns with everybody for a while; so it goes with `hurry`. Where no way leads back from SCHED_IDLE,
    nothing is gentle here: it takes a privilege, or a limit of niceness (sched(7), RLIMIT_NICE) that a unit can set.
    """

    def __init__(self) -> None:
        self._watcher: subprocess.Popen[bytes] | None = None
        self._line, other_end = socket.socketpair()
        with other_end:
            if may_come_back():
                command = [sys.executable, "-I", "-S", watch.__file__, str(os.getpid())]
                self._watcher = subprocess.Popen(  # noqa: S603 (this interpreter and a file of ours)
                    command, stdin=other_end.fileno(), process_group=0
                )
        if self._watcher and self._is_there():
            watch.run_under(os.SCHED_IDLE, threading.get_native_id())

    def hurry(self) -> None:
        """All take their turns with everybody for a while. From any thread."""
        with contextlib.suppress(OSError):  # there is no watcher, or somebody killed it
            self._line.send(b"!")

    def _is_there(self) -> bool:
        """Without a watcher a gentle thread could starve."""
        self._line.settimeout(PATIENCE_SECONDS)
        with contextlib.suppress(OSError):
            return bool(self._line.recv(1))
        return False

    def close(self) -> None:
        """They do so for good."""
        self._line.close()
        if self._watcher:
            self._watcher.wait()
            watch.run_under(os.SCHED_OTHER, threading.get_native_id())


@contextlib.contextmanager
def gently() -> Iterator[Gentle]:
    """The calling thread is gentle while this lasts."""
    gentle = Gentle()
    try:
        yield gentle
    finally:
        gentle.close()


def may_come_back() -> bool:
    """Tried by a thread that is thrown away."""
    came_back = threading.Event()

    def try_it() -> None:
        if hasattr(os, "SCHED_IDLE") and watch.run_under(os.SCHED_IDLE, 0) and watch.run_under(os.SCHED_OTHER, 0):
            came_back.set()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    return came_back.is_set()
