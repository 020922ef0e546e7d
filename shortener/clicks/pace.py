"""How much of a journal is taken at once: more in a backlog, where it costs less a row, but never beyond a bound."""

import contextlib
import gc
from collections.abc import Iterator

LARGEST = 16
MOST_BYTES = 16_000_000


class Pace:
    """`rows` is how many to ask for; it begins at `least`."""

    def __init__(self, least: int) -> None:
        self.rows = self._least = least

    def took(self, sizes: list[int]) -> None:
        """Learns from what was got: bytes of each row."""
        weight = sum(sizes)
        if len(sizes) < self.rows:
            self.rows = self._least
        elif weight > MOST_BYTES:
            self.rows = max(self.rows // 2, self._least)
        elif weight <= MOST_BYTES / 2:
            self.rows = min(self.rows * 2, self._least * LARGEST)


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
