"""Lanes for tests: over a real database behind a switch, with a journal in a folder of their own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from shortener.follow import Follower
from shortener.journal.writer import Journal, JournalOptions
from shortener.net.client import Trusted, client_of_headers
from shortener.net.served import Hosts
from shortener.redirect.cache import Cache
from shortener.redirect.counts import Counts
from shortener.redirect.decide import Answer, Site
from shortener.redirect.lane import Changes, Lane
from shortener.redirect.record import Key, Record
from shortener.redirect.shared import SharedCache
from shortener.source import LinkSource
from shortener.stores import Database

PAGES = {name: name.encode() for name in ("unknown", "off", "early", "over", "deleted", "away", "host")}


class Switch:
    """The real source behind a switch: off, it answers as a database that went away; it counts loads."""

    def __init__(self, database: Database) -> None:
        self.source, self.on, self.loads = LinkSource(database), True, 0

    def load(self, keys: Sequence[Key]) -> tuple[int, Mapping[Key, Record]]:
        self.loads += 1
        return self._through().load(keys)

    def changes(self) -> Changes:
        return self._through().changes()

    def _through(self) -> LinkSource:
        if not self.on:
            raise ConnectionError("the database went away")
        return self.source


@contextlib.asynccontextmanager
async def opened(
    switch: Switch, folder: Path, *, sync: str = "normal", shared: SharedCache | None = None, follow: bool = True
) -> AsyncIterator[Lane]:
    """A lane that serves, following changes; its reports are in `lane.reported`."""
    reported: list[Counts] = []
    lane = Lane(
        Site("n", PAGES),
        switch,
        lambda peer, headers: client_of_headers(peer, headers, Trusted()),
        Cache(100),
        Hosts("localhost"),
        Journal(folder, "node", JournalOptions(sync)),
        shared,
        reported.append,
    )
    await lane.open()
    loop = asyncio.get_running_loop()

    def tell(changes: Changes) -> None:
        loop.call_soon_threadsafe(lane.apply, changes)

    follower = Follower(switch, tell)
    if follow:
        await loop.run_in_executor(None, follower.start, 1.0)
    else:
        lane.apply(switch.changes())
    try:
        yield lane
    finally:
        if follow:
            follower.stop()
        await lane.close()


async def ask(lane: Lane, slug: str | None, host: str = "localhost") -> Answer:
    answer = lane.answer(slug, "GET", "", "::1", {b"host": host.encode()})
    return answer if isinstance(answer, Answer) else await answer


async def target(lane: Lane, slug: str, host: str = "localhost") -> str | None:
    """Where a slug leads; None for a page."""
    answer = await ask(lane, slug, host)
    return dict(answer.headers).get(b"location", b"").decode() or None
