"""Where the collector prepares what it will store: on processor time that nobody else wants, as long as it keeps up."""

import contextlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")


class Gentle:
    """A thread that gives way to everybody, for work during which no lock is held that anybody waits for.

    A thread and not the process: without privileges there is no way back from SCHED_IDLE (sched(7)), and who holds the
    database's lock, or is behind, must be able to hurry.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "gentle", _give_way)

    def run(self, work: Callable[[], Result]) -> Result:
        """What the work comes to, however long that takes."""
        return self._thread.submit(work).result()


def _give_way() -> None:
    if hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
