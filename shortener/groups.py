"""Sharing slow work among all who wait at the same moment: a commit, a question to Redis or to the database."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Full(Exception):
    """Too many wait already."""


class Groups(Generic[Item, Result]):
    """While a thread works for one group the next one gathers; all of a group share its result, or its exception."""

    def __init__(self, work: Callable[[list[Item]], Result], name: str, most: int = 100_000) -> None:
        self._work, self._most = work, most
        self._loop = asyncio.get_running_loop()
        self._items: list[Item] = []
        self._gathering: asyncio.Future[Result] | None = None
        self._is_busy = False
        self._queue: SimpleQueue[tuple[list[Item], asyncio.Future[Result]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def add(self, item: Item) -> "asyncio.Future[Result]":
        """What the item's group will come to. Raises Full."""
        if len(self._items) >= self._most:
            raise Full
        if self._gathering is None:
            self._gathering = self._loop.create_future()
            if not self._is_busy:
                self._is_busy = True
                self._loop.call_soon(self._begin)
        self._items.append(item)
        return self._gathering

    def close(self, patience: float) -> None:
        """Ends the thread; one that is stuck ends with the process."""
        self._queue.put(None)
        self._thread.join(patience)

    def _begin(self) -> None:
        if self._gathering is not None:
            self._queue.put((self._items, self._gathering))
        self._items, self._gathering = [], None

    def _run(self) -> None:
        while (group := self._queue.get()) is not None:
            items, done = group
            try:
                told: tuple[Callable[[Any], None], Any] = done.set_result, self._work(items)
            except Exception as error:
                told = done.set_exception, error
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._end, done, *told)

    def _end(self, done: "asyncio.Future[Result]", tell: Callable[[Any], None], what: Any) -> None:
        if not done.done():
            tell(what)
            done.exception()  # seen, also when nobody waits any more
        self._is_busy = self._gathering is not None
        self._begin()
