"""How many misses a worker journals: a slug scanner must not buy a write to disk with every guess."""

import time
from collections.abc import Callable


class MissBudget:
    """A bucket that holds `burst` misses and refills with `per_second`."""

    def __init__(self, per_second: float = 50, burst: float = 500, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._left, self._at = burst, clock()

    def take(self) -> bool:
        """Whether one more miss may be journaled now."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
