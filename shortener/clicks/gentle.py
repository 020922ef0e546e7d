"""Where the collector prepares what it will store: on processor time that nobody else wants, while there is some."""

import contextlib
import math
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

STARVED = 10  # times as long as the work itself took
LEAST_SECONDS = 0.1  # that are nobody's hunger
FED_SECONDS = 30.0
FIRST_PART = 8  # rows, of less than a millisecond each: on a full machine even that takes seconds

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gentle:
    """A thread that gives way to everybody, for work during which no lock is held that anybody waits for.

    A thread and not the process: without privileges there is no way back from SCHED_IDLE (sched(7)), and who holds the
    database's lock, or is behind, must be able to hurry. Where others leave it next to nothing, the caller does its
    work itself for a while, so that a busy machine delays clicks once and not each time, and by seconds: work over
    many rows begins with few. The first of all, which reads tables, is the caller's in any case.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "gentle", _give_way)
        self._starved_until = -math.inf
        self._is_new = True

    def over(self, items: Sequence[Item], work: Callable[[Sequence[Item]], Sequence[Result]]) -> list[Result]:
        """What the work makes of ever larger parts, one after the other."""
        results: list[Result] = []
        done, part = 0, FIRST_PART
        while done < len(items):
            if self._is_new or self._is_starved():
                part = len(items)
            results += self.run(partial(work, items[done : done + part]))
            done, part = done + part, part * 2
        return results

    def run(self, work: Callable[[], Result]) -> Result:
        """What the work comes to, however long that takes."""
        if self._is_new or self._is_starved():
            self._is_new = False
            return work()
        began = time.monotonic()
        result, seconds = self._thread.submit(_timed, work).result()
        ended = time.monotonic()
        if ended - began > LEAST_SECONDS + STARVED * seconds:
            self._starved_until = ended + FED_SECONDS
        return result

    def _is_starved(self) -> bool:
        return time.monotonic() < self._starved_until


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """With the processor time that it took."""
    began = time.thread_time()
    return work(), time.thread_time() - began


def _give_way() -> None:
    if hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):  # some containers forbid it
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
