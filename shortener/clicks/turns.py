"""How a long look shares the database with collectors: a step is a short transaction, and then comes a rest."""

import time
from collections.abc import Callable

LONGEST_REST = 1.0


def take_turns(step: Callable[[], bool], seconds: float) -> bool:
    """Takes steps while they say that more is left, for so long at most; whether more is left."""
    deadline = time.monotonic() + seconds
    while step_and_rest(step):
        if time.monotonic() >= deadline:
            return True
    return False


def step_and_rest(step: Callable[[], bool]) -> bool:
    """The rest is as long as the step was."""
    began = time.monotonic()
    more = step()
    if more:
        time.sleep(min(time.monotonic() - began, LONGEST_REST))
    return more
