"""Connections of all web workers, counted where each of them sees it: who has more lets another accept the next one.

Whoever wakes first accepts, and whose processor is in use then wakes late; so of connections that come at once and
stay, a proxy's for example, one worker had up to three quarters.
"""

import mmap
import time
from collections.abc import Iterable

MOST_WORKERS = 64  # more than these don't count theirs
PAUSE_SECONDS = 0.0001  # for another one to wake up and accept, for each connection that it has fewer
MOST_AHEAD = 10  # of which no more count
SLACK = 8  # one of so many more is no reason to wait, nor is one alone: where visitors come and go, chance does that
ACCEPTS_NONE = -1

_counts = memoryview(mmap.mmap(-1, 8 * MOST_WORKERS)).cast("q")  # who is forked from here shares it
_counts[:] = memoryview(bytes([0xFF]) * len(_counts) * 8).cast("q")


def free_place(taken: Iterable[int | None]) -> int | None:
    """For a worker that is about to be forked: the first that none of the living has."""
    return min(set(range(MOST_WORKERS)).difference(taken), default=None)


class Door:
    """How many connections a worker has. The one without a place lets everybody in and tells nobody."""

    def __init__(self, place: int | None = None) -> None:
        self._place = place
        self._say(0)

    def came(self, connections: int) -> None:
        """One was accepted, of that many now. Blocks for a moment, since the event loop would accept the next."""
        self._say(connections)
        if self._place is not None:
            fewest = min(count for count in _counts.tolist() if count > ACCEPTS_NONE)
            ahead = connections - fewest - fewest // SLACK - 1
            if ahead > 0:
                time.sleep(PAUSE_SECONDS * min(ahead, MOST_AHEAD))

    def went(self, connections: int) -> None:
        """One was closed; that many are left."""
        self._say(connections)

    def close(self) -> None:
        """The worker accepts no more; also for one that died. Nobody compares with it any longer."""
        self._say(ACCEPTS_NONE)
        self._place = None

    def _say(self, connections: int) -> None:
        if self._place is not None:
            _counts[self._place] = connections
