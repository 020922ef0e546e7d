"""A reload's web server and the collector that follows it: forks of one process that has loaded the program of now."""

import contextlib
import ctypes
import functools
import os
import socket
import sys
from collections.abc import Sequence

from shortener import loading
from shortener.children import AdoptedChild, Child, NewChild, end_with
from shortener.forking import Forked, run_module

CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
COLLECTOR = ["shortener", "collect"]
BEGIN = b"begin"


class Successor:
    """The collector to come: it is there before the workers serve, and waits until the old one may go.

    Its parent ends at once, so it comes to this process, as one of its own.
    """

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
        self._line, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.setblocking(False)
        self._waits = True

    def beside(self, web: Sequence[str], pass_fds: Sequence[int]) -> Child:
        """The web server with these words, loaded anew."""
        with self._theirs:
            line = self._theirs.fileno()
            return NewChild(["shortener.fresh", str(line), *web], (*pass_fds, line))

    def start(self, command: Sequence[str]) -> Child:
        """The one that waits, once the web server serves; those that come after it are loaded anew."""
        if not self._waits:
            return NewChild(command)
        self._waits = False
        with self._line, contextlib.suppress(BrokenPipeError):  # where it has ended already, its status is asked for
            child = AdoptedChild(self._line.recv(64))
            self._line.send(BEGIN)
        return child

    def dismiss(self) -> list[Child]:
        """It won't begin. What is there of it by now, which ends."""
        with self._line, contextlib.suppress(BlockingIOError):
            pid = self._line.recv(64)
            return [AdoptedChild(pid)] if pid else []
        return []


def main() -> None:
    supervisor = os.getppid()
    loading.load(loading.WEB + loading.COLLECTOR)
    with socket.socket(fileno=int(sys.argv[1])) as line:
        if os.fork() == 0:
            _lay(line, supervisor)
        if os.wait()[1]:
            sys.exit("The collector can't be started now.")
    sys.exit(run_module(sys.argv[2:]))


def _lay(line: socket.socket, supervisor: int) -> None:
    """The parent of the collector, which leaves it to the supervisor."""
    status = 1
    try:
        wait = functools.partial(_wait, line, supervisor)
        child = Forked(COLLECTOR, [line.fileno()], wait)
        line.send(str(child.pid).encode())
        status = 0
    finally:
        os._exit(status)


def _wait(line: socket.socket, supervisor: int) -> None:
    """Until the supervisor says so; without it, or if it thinks better of it, this process ends."""
    with line:
        if line.recv(64) != BEGIN:
            os._exit(0)
    end_with(supervisor)


if __name__ == "__main__":
    main()
