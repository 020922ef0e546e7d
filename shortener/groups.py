"""Sharing slow work among all who wait at the same moment: a commit, a question to Redis or to the database."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)

MORE_TURNS = 3  # then those who came first have waited for long enough

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = tuple[Callable[[Any], None], Any]  # of a group, its set_result or set_exception, and what to set


class Full(Exception):
    """Too many wait already."""


class Group(asyncio.Future[Result]):
    """What a group comes to. `told` are called when it is done, at once and all in one go, unlike callbacks."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Callable[[], object]] = []

    def end(self, tell: Callable[[Any], None], what: Any) -> None:
        if not self.done():
            tell(what)
            self.exception()  # seen, also when nobody waits any more
        for call in self.told:
            try:
                call()
            except Exception:
                log.exception("One who waited couldn't be told.")


class Groups(Generic[Item, Result]):
    """All who come within a few turns of the event loop are a group; it is worked for once a turn brings nobody more.

    Others often ask while the first of them are read; for them alone the work would be done again.
    """

    def __init__(self, work: Callable[[list[Item]], Result], most: int = 100_000) -> None:
        self._work, self._most = work, most
        self._loop = asyncio.get_running_loop()
        self._items: list[Item] = []
        self._group: Group[Result] | None = None
        self._seen = self._turns = 0

    def add(self, item: Item) -> Group[Result]:
        """What the item's group will come to: the result that all of it share, or the exception. Raises Full."""
        if len(self._items) >= self._most:
            raise Full
        if self._group is None:
            self._group = Group()
            self._wake()
        self._items.append(item)
        return self._group

    def _wake(self) -> None:
        self._loop.call_soon(self._begin_or_gather)

    def _begin_or_gather(self) -> None:
        if len(self._items) > self._seen and self._turns < MORE_TURNS:
            self._seen, self._turns = len(self._items), self._turns + 1
            self._wake()
        else:
            self._seen = self._turns = 0
            self._begin()

    def _begin(self) -> None:
        items, group = self._items, self._group
        self._items, self._group = [], None
        if group is not None:
            self._start(items, group)

    def _start(self, items: list[Item], group: Group[Result]) -> None:
        group.end(*self._outcome(items, group))

    def _outcome(self, items: list[Item], group: Group[Result]) -> Outcome:
        try:
            return group.set_result, self._work(items)
        except Exception as error:
            return group.set_exception, error


class ThreadGroups(Groups[Item, Result]):
    """The work is done in a thread; while it works for one group the next one gathers."""

    def __init__(self, work: Callable[[list[Item]], Result], name: str, most: int = 100_000) -> None:
        super().__init__(work, most)
        self._is_busy = False
        self._queue: SimpleQueue[tuple[list[Item], Group[Result]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def close(self, patience: float) -> None:
        """Ends the thread; one that is stuck ends with the process."""
        self._queue.put(None)
        self._thread.join(patience)

    def _wake(self) -> None:
        if not self._is_busy:
            self._is_busy = True
            self._loop.call_soon(self._begin)

    def _start(self, items: list[Item], group: Group[Result]) -> None:
        self._queue.put((items, group))

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            items, group = waiting
            outcome = self._outcome(items, group)
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._end, group, outcome)

    def _end(self, group: Group[Result], outcome: Outcome) -> None:
        group.end(*outcome)
        self._is_busy = self._group is not None
        self._begin()
