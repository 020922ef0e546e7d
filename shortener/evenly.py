"""Connections of all web workers, counted where each of them sees it: who has more lets another accept the next one.

Whoever wakes first accepts, and whose processor is in use then wakes late; so of connections that come at once and
stay, a proxy's for example, one of two workers had up to three quarters.
"""

import mmap
import select
import time
from collections.abc import Iterable, Sequence
from typing import Protocol

MOST_PLACES = 64
STEP_SECONDS, MOST_STEPS = 0.0001, 10  # that a worker waits for others; its own visitors wait with it
MOST_VAIN, REST_SECONDS = 5, 0.25  # so often in a row nobody made use of it: others may be frozen, or overloaded
CHANCE = 16  # one connection more than the mean, and one for each so many of it, are chance
ABSENT = -1


class Listener(Protocol):
    def fileno(self) -> int: ...


class Place:
    """One worker's among the counts of all: how many connections it has."""

    def __init__(self, counts: memoryview, number: int) -> None:
        self._counts, self.number = counts, number

    def say(self, connections: int) -> None:
        self._counts[self.number] = connections

    def leave(self) -> None:
        """The worker accepts no more, and nobody compares with it any longer. A dead one's place is soon another's."""
        self.say(ABSENT)

    def everybody(self) -> list[int]:
        """How many connections all have, this one too."""
        return [count for count in self._counts.tolist() if count > ABSENT]

    def is_ahead(self, connections: int) -> bool:
        present = self.everybody()
        mean = sum(present) // len(present)
        return connections > mean + mean // CHANCE + 1


class Places:
    """What a master shares with the workers that it forks."""

    def __init__(self) -> None:
        counts = memoryview(mmap.mmap(-1, 8 * MOST_PLACES)).cast("q")
        self._all = [Place(counts, number) for number in range(MOST_PLACES)]
        for place in self._all:
            place.leave()

    def free(self, taken: Iterable[Place | None]) -> Place | None:
        """The first that none of the living workers has, for one that is about to be forked."""
        not_free = list(taken)
        return next((place for place in self._all if place not in not_free), None)


class Door:
    """Where a worker's connections come in. Without a place it tells nobody, and waits for nobody."""

    def __init__(self, place: Place | None = None, listeners: Sequence[Listener] = ()) -> None:
        self._place = place
        self._waiting = select.poll()
        for listener in listeners:
            self._waiting.register(listener.fileno(), select.POLLIN)
        self._vain, self._courteous_from = 0, 0.0
        self.went(0)

    def came(self, connections: int) -> None:
        """One was accepted, of that many now. While more wait, and others have fewer, this blocks for up to a ms."""
        if self._place:
            self._place.say(connections)
            if self._place.is_ahead(connections) and time.monotonic() >= self._courteous_from:
                self._let_others(self._place, connections)

    def went(self, connections: int) -> None:
        """One was closed; that many are left."""
        if self._place:
            self._place.say(connections)

    def close(self) -> None:
        """For good."""
        if self._place:
            self._place.leave()
            self._place = None

    def _let_others(self, place: Place, connections: int) -> None:
        before = place.everybody()
        for _ in range(MOST_STEPS):
            if not self._waiting.poll(0) or not place.is_ahead(connections):
                return
            time.sleep(STEP_SECONDS)
        self._vain = self._vain + 1 if place.everybody() == before else 0
        if self._vain >= MOST_VAIN:
            self._vain, self._courteous_from = 0, time.monotonic() + REST_SECONDS
