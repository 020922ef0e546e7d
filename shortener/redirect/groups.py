"""Sharing slow work among all who wait at the same moment: a commit, a question to Redis or to the database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar, cast

Item = TypeVar("Item")
Result = TypeVar("Result")


class Full(Exception):
    """Too many wait already."""


class Groups(Generic[Item, Result]):
    """While one group is at work the next one gathers; all of a group share its result, or its exception."""

    def __init__(self, work: Callable[[list[Item]], Awaitable[Result]], most: int = 100_000) -> None:
        self._work, self._most = work, most
        self._items: list[Item] = []
        self._gathering: asyncio.Future[Result] | None = None
        self._worker: asyncio.Task[None] | None = None

    def add(self, item: Item) -> asyncio.Future[Result]:
        """What the item's group will come to. Raises Full."""
        if len(self._items) >= self._most:
            raise Full
        if self._gathering is None:
            self._gathering = asyncio.get_running_loop().create_future()
        self._items.append(item)
        if self._worker is None:
            self._worker = asyncio.create_task(self._run())
        return self._gathering

    async def finish(self) -> None:
        """Waits until nothing is left."""
        if self._worker is not None:
            await self._worker

    async def _run(self) -> None:
        while self._gathering is not None:
            items, self._items = self._items, []
            done, self._gathering = self._gathering, None
            result, error = None, None
            try:
                result = await self._work(items)
            except Exception as caught:
                error = caught
            if done.done():
                continue
            if error is None:
                done.set_result(cast(Result, result))
            else:
                done.set_exception(error)
                done.exception()  # seen, also when nobody waits any more
        self._worker = None
