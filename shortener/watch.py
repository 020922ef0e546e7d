"""`python watch.py PID`: sees to it that no gentle thread of a process starves, until that lets go.

A process of its own, since a thread that starves may hold Python's lock, without which nobody there can help it.
"""

import contextlib
import os
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator

STATE, USER_TICKS, SYSTEM_TICKS = 0, 11, 12  # fields of /proc/<pid>/stat behind the name, see proc(5)
LOOK_SECONDS = 0.25
STARVED = 0.05  # of a processor
LOOKS = 4
FED_SECONDS = 5.0
LINE = 0  # standard input is a socket to whom it watches


class Watch:
    """Those threads of a process that run under SCHED_IDLE, or did before they had to hurry."""

    def __init__(self, pid: int) -> None:
        self._tasks = f"/proc/{pid}/task"
        self._hurried: set[int] = set()
        self._calm_at = 0.0
        self._ticks: dict[int, int] = {}
        self._hungry = Counter[int]()  # at how many looks in a row

    def look(self) -> None:
        """Lets them hurry as soon as one has been hungry for a while, and for a while."""
        if not self._hurried:
            if self._someone_starves():
                self.hurry()
        elif time.monotonic() >= self._calm_at:
            for thread in self._hurried.intersection(self._threads()):
                run_under(os.SCHED_IDLE, thread)
            self._hurried = set()
            self._hungry.clear()

    def hurry(self) -> None:
        """All take their turns with everybody."""
        self._calm_at = time.monotonic() + FED_SECONDS
        for thread in self._idle_threads():
            if run_under(os.SCHED_OTHER, thread):
                self._hurried.add(thread)

    def _someone_starves(self) -> bool:
        looks = {thread: self._look_at(thread) for thread in self._idle_threads()}
        fed = STARVED * LOOK_SECONDS * os.sysconf("SC_CLK_TCK")
        hungry = [
            thread for thread, (wants, ticks) in looks.items() if wants and ticks - self._ticks.get(thread, 0) < fed
        ]
        self._hungry = Counter({thread: self._hungry[thread] + 1 for thread in hungry})
        self._ticks = {thread: ticks for thread, (_, ticks) in looks.items()}
        return max(self._hungry.values(), default=0) >= LOOKS

    def _idle_threads(self) -> Iterator[int]:
        for thread in self._threads():
            with contextlib.suppress(OSError):
                if os.sched_getscheduler(thread) == os.SCHED_IDLE:
                    yield thread

    def _threads(self) -> list[int]:
        """Those there are now: the number of one that is over may be somebody else's by then."""
        try:
            return [int(thread) for thread in os.listdir(self._tasks)]
        except FileNotFoundError:
            return []

    def _look_at(self, thread: int) -> tuple[bool, int]:
        """Whether it runs or wants to, and the ticks of processor time that it has had."""
        try:
            with open(f"{self._tasks}/{thread}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return False, 0
        return fields[STATE] == "R", int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])


def run_under(policy: int, thread: int) -> bool:
    """Whether that worked: the thread may be over, and some containers forbid it."""
    try:
        os.sched_setscheduler(thread, policy, os.sched_param(0))
    except OSError:
        return False
    return True


def main() -> None:
    """Says when it is there. Each byte that it hears tells them to hurry; at the end they do so for good."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they are for whom it watches
    os.write(LINE, b".")
    watch = Watch(int(sys.argv[1]))
    while os.path.exists(f"/proc/{sys.argv[1]}"):
        heard, _, _ = select.select([LINE], [], [], LOOK_SECONDS)
        if heard:
            said = os.read(LINE, 1024)
            watch.hurry()
            if not said:
                return
        watch.look()


if __name__ == "__main__":
    main()
