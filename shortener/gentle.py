"""Work that gives way to redirects: on processor time that nobody else wants, for as long as there is some."""

import contextlib
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TASKS = Path("/proc/self/task")
STATE, USER_TICKS, SYSTEM_TICKS = 0, 11, 12  # fields of /proc/<pid>/stat behind the name, see proc(5)
LOOK_SECONDS = 0.25
STARVED = 0.05  # of a processor
LOOKS = 4
FED_SECONDS = 5.0


class Gentle:
    """Threads that begin to run under SCHED_IDLE: the one that made this, and those that it starts.

    They may hold Python's lock, or a database's, so they must not starve. When one wants to run and hardly can, look
    after look, all take their turns with everybody for a while; so it goes with `hurry`. Where no way leads back from
    SCHED_IDLE, nothing is gentle here: it takes a privilege, or a limit of niceness (sched(7), RLIMIT_NICE) that a
    service's unit can set.
    """

    def __init__(self) -> None:
        self._threads: set[int] = set()
        self._ticks: dict[int, int] = {}
        self._hungry = Counter[int]()  # at how many looks in a row
        self._calm_at = 0.0
        self._lock, self._over = threading.Lock(), threading.Event()
        self._watcher: threading.Thread | None = None
        if may_come_back():
            self._watcher = threading.Thread(target=self._watch, name="gentle", daemon=True)
            self._watcher.start()
            _run_under(os.SCHED_IDLE, threading.get_native_id())

    def hurry(self) -> None:
        """All take their turns with everybody for a while. From any thread."""
        if self._watcher:
            with self._lock:
                self._calm_at = time.monotonic() + FED_SECONDS
                self._threads |= set(_idle_threads())
                for thread in self._threads:
                    _run_under(os.SCHED_OTHER, thread)

    def close(self) -> None:
        """They do so for good."""
        if self._watcher:
            self._over.set()
            self._watcher.join()
            self.hurry()

    def _watch(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            if self._threads:
                self._calm_down()
                self._hungry.clear()
            elif self._someone_starves():
                self.hurry()

    def _calm_down(self) -> None:
        with self._lock:
            if time.monotonic() >= self._calm_at:
                for thread in self._threads:
                    _run_under(os.SCHED_IDLE, thread)
                self._threads = set()

    def _someone_starves(self) -> bool:
        looks = {thread: _look(thread) for thread in _idle_threads()}
        fed = STARVED * LOOK_SECONDS * os.sysconf("SC_CLK_TCK")
        hungry = [
            thread for thread, (wants, ticks) in looks.items() if wants and ticks - self._ticks.get(thread, 0) < fed
        ]
        self._hungry = Counter({thread: self._hungry[thread] + 1 for thread in hungry})
        self._ticks = {thread: ticks for thread, (_, ticks) in looks.items()}
        return max(self._hungry.values(), default=0) >= LOOKS


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
        if hasattr(os, "SCHED_IDLE") and _run_under(os.SCHED_IDLE, 0) and _run_under(os.SCHED_OTHER, 0):
            came_back.set()

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    return came_back.is_set()


def _run_under(policy: int, thread: int) -> bool:
    """Whether that worked: the thread may be over, and some containers forbid it."""
    try:
        os.sched_setscheduler(thread, policy, os.sched_param(0))
    except OSError:
        return False
    return True


def _idle_threads() -> Iterator[int]:
    for thread in map(int, os.listdir(TASKS)):
        with contextlib.suppress(OSError):
            if os.sched_getscheduler(thread) == os.SCHED_IDLE:
                yield thread


def _look(thread: int) -> tuple[bool, int]:
    """Whether it runs or wants to, and the ticks of processor time that it has had."""
    try:
        fields = (TASKS / str(thread) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False, 0
    return fields[STATE] == "R", int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])
