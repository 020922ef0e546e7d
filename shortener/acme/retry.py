"""How often something that may pass is tried: longer pauses each time, at random, never past the deadline."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from shortener.acme.errors import Unavailable

FIRST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 20.0
Answer = TypeVar("Answer")


def persistently(ask: Callable[[], Answer], deadline: float) -> Answer:
    """What `ask` returns, asked again while it is `Unavailable`.

    Args:
        ask: safe to repeat, since an answer can be lost after the work was done.
        deadline: of `time.monotonic`.

    Raises:
        Unavailable: the last one, with how often it was tried.
    """
    tries = 0
    while True:
        tries += 1
        try:
            return ask()
        except Unavailable as error:
            pause = (error.after or 0.0) + _pause(tries)  # Retry-After may say 0, and says the same to many machines
            if time.monotonic() + pause >= deadline:
                raise Unavailable(f"{error} Tried {tries} time{'s' * (tries > 1)}; try again later.") from None
        time.sleep(pause)


def _pause(tries: int) -> float:
    """Half of it at random, so that many machines don't come back together."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**tries)
    return longest / 2 + random.uniform(0, longest / 2)  # noqa: S311 -- nothing secret hangs on it
