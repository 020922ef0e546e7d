"""Work that gives way to redirects: on processor time that nobody else wants, for as long as there is some."""

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

from shortener import watch

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10.0  # for a watcher that starts on a busy machine
END_SECONDS = 2.0  # for one that ends; whom it watches is helped then without it


class Gentle:
    """Threads that begin to run under SCHED_IDLE: the one that made this, and those that it starts.

    They may hold a database's lock, so they must not starve. When one wants to run and hardly can, look after look, all
    take their turns with everybody for a while; so it goes with `hurry`. Where no way leads back from SCHED_IDLE,
    nothing is gentle here: it takes a privilege, or a limit of niceness (sched(7), RLIMIT_NICE) that a unit can set.
    """

    def __init__(self) -> None:
        self._watcher: subprocess.Popen[bytes] | None = None
        self._is_over = False
        self._line, other_end = socket.socketpair()
        with other_end:
            if may_come_back():
                command = [sys.executable, "-I", "-S", watch.__file__, str(os.getpid())]
                self._watcher = subprocess.Popen(  # noqa: S603 (this interpreter and a file of ours)
                    command, stdin=other_end.fileno(), process_group=0
                )
        self._keeper = threading.Thread(target=self._keep, name="gentle", daemon=True)
        self.works = self._watcher is not None and self._is_there()
        if self.works:
            self._keeper.start()  # before, so that it is not gentle itself
            watch.run_under(os.SCHED_IDLE, threading.get_native_id())

    def hurry(self) -> None:
        """All take their turns with everybody for a while. From any thread."""
        if self.works:
            with contextlib.suppress(OSError):  # somebody killed or froze the watcher
                self._line.send(b"!", socket.MSG_DONTWAIT)

    def close(self) -> None:
        """They do so for good."""
        self._is_over = True
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
        self._end_watcher()
        if self.works:
            self._keeper.join()
            _all_take_turns()
        self._line.close()

    def _is_there(self) -> bool:
        """Without a watcher a gentle thread could starve."""
        self._line.settimeout(PATIENCE_SECONDS)
        with contextlib.suppress(OSError):
            return bool(self._line.recv(1))
        return False

    def _keep(self) -> None:
        """Nobody stays gentle whose watcher is gone."""
        self._line.settimeout(None)
        with contextlib.suppress(OSError):
            self._line.recv(1)
        if not self._is_over:
            _all_take_turns()
            self._end_watcher()
            log.warning("What gives way to redirects lost its watcher, and takes turns with them until restarted.")

    def _end_watcher(self) -> None:
        """It ends by itself when it is told to, but for one that somebody has frozen."""
        if self._watcher:
            try:
                self._watcher.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._watcher.kill()
                self._watcher.wait()


def _all_take_turns() -> None:
    watch.Watch(os.getpid()).hurry()


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
