"""How much of a journal is taken at once, and how often: many rows cost less each, but there is a bound to both."""

import contextlib
import gc
from collections.abc import Iterator

LARGEST = 8
MOST_BYTES = 16_000_000
MOST_SECONDS = 3.0  # aimed at: half of it others wait who want to write into the same file of SQLite
WORTH_A_SECOND, LONGEST_IDLE = 1000, 3.0


class Pace:
    """`rows` is how many to ask for; it begins at `least`."""

    def __init__(self, least: int) -> None:
        self.rows = self._least = least

    def took(self, rows: int, weight: int, seconds: float) -> bool:
        """Whether that was all that is taken at once, so that more may wait.

        Learns from it: how many rows were got, their bytes, and how long preparing and storing them took.
        """
        is_full = rows == self.rows or weight >= MOST_BYTES
        used = max(weight / MOST_BYTES, seconds / MOST_SECONDS)
        if not is_full:
            self.rows = self._least
        elif used > 1:
            self.rows = max(self.rows // 2, self._least)
        elif used <= 1 / 2:
            self.rows = min(self.rows * 2, self._least * LARGEST)
        return is_full


def idle_seconds(rows: int, least: float) -> float:
    """How long to gather more after a round that stored so many rows and left none.

    One of 500 rows takes twice the processor time for each that one of 8,000 takes: many clicks have a link in common.
    """
    return max(least, min(rows / WORTH_A_SECOND, LONGEST_IDLE))


@contextlib.contextmanager
def without_gc() -> Iterator[None]:
    """Reference counts free a batch; looking for cycles among its many small objects took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
