"""The lane of one worker: from a request to its answer, with the visit committed before the answer is given."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeVar

from shortener.groups import Full, Group, Groups, ThreadGroups
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.net.headers import HOST, Known
from shortener.net.served import Hosts
from shortener.redirect.cache import Absent, Cache, choose, wanted
from shortener.redirect.counts import Counts
from shortener.redirect.decide import AWAY, GO, STRANGER, UNKNOWN, Answer, Site, decide, show_page
from shortener.redirect.intake import ClientOf, Request, make_visit
from shortener.redirect.record import Key, Record
from shortener.redirect.shared import SharedCache

log = logging.getLogger(__name__)

REDIS_SECONDS, LOAD_SECONDS = 0.03, 2.0  # how long a visitor waits
OPEN_SECONDS, CLOSE_SECONDS = 0.5, 5.0  # how long a worker's start and end wait
TICK_SECONDS = 0.25
MOST_LOADING, MOST_TIMED = 500, 250
MISSES_PER_SECOND, MOST_MISSES = 50.0, 500.0

Records = Mapping[Key, Record]
Result = TypeVar("Result")


class Away(Exception):
    """A slug is in no cache, and the database does not answer."""


class Changes(NamedTuple):
    """What the database says has changed: rows of (number, domain id, slug), ascending.

    `reset` is the number to begin anew from, when changes were missed; `hosts` is there when they may have changed.
    """

    rows: Sequence[tuple[int, int, str]]
    reset: int | None = None
    hosts: Mapping[str, tuple[int, str]] | None = None


class Source(Protocol):
    """Where links come from; blocking, called in threads. Any exception means: away for now."""

    def load(self, keys: Sequence[Key]) -> tuple[int, Records]:
        """The number of the newest change, read before the records; the records of those keys that exist."""


class Committing(NamedTuple):
    """An answer to be given once its visit is committed, by whoever prefers that to a task."""

    answer: Answer
    commit: Group[bool]

    def __await__(self) -> Generator[Any, None, Answer]:
        yield from self.commit
        return self.answer


Answering = Answer | Committing | Awaitable[Answer]


@dataclass
class Lane:
    """Made in a worker after the fork and opened on its event loop, which alone calls it from then on."""

    site: Site
    source: Source
    client_of: ClientOf
    cache: Cache
    hosts: Hosts
    journal: Journal
    shared: SharedCache | None = None
    report: Callable[[Counts], None] = lambda _: None
    misses_left: float = MOST_MISSES

    async def open(self) -> None:
        self._counts = Counts()
        self._loading: dict[Key, asyncio.Task[Record | None]] = {}
        self._commits = Groups(self._write)
        self._loads = ThreadGroups(self._load_all, "database", MOST_LOADING)
        if self.shared:
            self._asks = ThreadGroups(self.shared.get, "redis", MOST_LOADING)
            self._gifts = ThreadGroups(self.shared.put, "redis-gifts", MOST_LOADING)
            await asyncio.wait({self._asks.add([(0, "")])}, timeout=OPEN_SECONDS)  # no visitor waits for a connect
        self._ticking = asyncio.create_task(self._tick())

    async def close(self) -> None:
        """All requests must have been answered."""
        self._ticking.cancel()
        for groups in (self._loads, *((self._asks, self._gifts) if self.shared else ())):
            groups.close(CLOSE_SECONDS)
        self.journal.close()
        self.report(self._counts)

    def apply(self, changes: Changes) -> None:
        """Drops what is older than these changes, from Redis with the next tick."""
        if changes.reset is not None:
            self.cache.reset(changes.reset)
        self.cache.apply(changes.rows)
        if self.shared:
            self.shared.owe(changes.rows)
        if changes.hosts is not None:
            self.hosts.replace(changes.hosts)

    def answer(self, slug: str | None, method: str, query: str, peer: str, known: Known) -> Answering:
        """The answer to GET or HEAD: at once where nothing must be waited for. A slug of None can be no link's."""
        domain_id = self.hosts.find(known.get(HOST, b"").decode("latin-1"))
        if domain_id is None:
            return self._page(STRANGER if self.hosts.known else AWAY, method, known)
        if slug is None:
            self.journal.count_miss()
            return self._page(UNKNOWN, method, known)
        client = self.client_of(peer, known)
        request = Request(time.time_ns() // 1_000_000, domain_id, slug, method, query, known, client)
        record = self.cache.find((domain_id, slug))
        if isinstance(record, Absent):
            return self._find_and_finish(request)
        self._counts.levels["memory"] += 1
        return self._finish(request, record)

    async def _find_and_finish(self, request: Request) -> Answer:
        try:
            record = await self._find((request.domain_id, request.slug))
        except (Away, Full):
            return self._page(AWAY, request.method, request.headers)
        answer = self._finish(request, record)
        return answer if isinstance(answer, Answer) else await answer

    def _finish(self, request: Request, record: Record | None) -> Answer | Committing:
        """A click is a redirect to a link's target; of all else, the misses, a bounded share is journaled."""
        answer = self._counted(
            decide(self.site, record, request.at, request.method, request.query, known=request.headers)
        )
        if answer.outcome != GO:
            if self.misses_left < 1:
                self.journal.count_miss()
                return answer
            self.misses_left -= 1
        return Committing(answer, self._commits.add(encode(make_visit(request, record, answer))))

    async def _find(self, key: Key) -> Record | None:
        """One load of a key at a time; all who ask for it meanwhile share what it finds."""
        record = self.cache.find(key)
        if not isinstance(record, Absent):
            self._counts.levels["memory"] += 1
            return record
        if key not in self._loading:
            self._loading[key] = asyncio.create_task(self._load(key))
            self._loading[key].add_done_callback(lambda _: self._loading.pop(key))
        return await asyncio.shield(self._loading[key])

    async def _load(self, key: Key) -> Record | None:
        """While the database is away, what Redis says counts even when it comes late."""
        keys, late = wanted(key), set[asyncio.Future[Any]]()
        if self.shared:
            asked = self._asks.add(keys)
            _, late = await asyncio.wait({asked}, timeout=REDIS_SECONDS)
            self._keep(keys, asked)
            record = self.cache.find(key)
            if not isinstance(record, Absent):
                self._counts.levels["redis"] += 1
                return record
        loads = self._loads.add(keys)
        for until in (asyncio.FIRST_COMPLETED, asyncio.ALL_COMPLETED)[not late :]:
            await asyncio.wait({loads, *late}, timeout=LOAD_SECONDS, return_when=until)
            for one in late:
                self._keep(keys, one)
            loaded, last = _come_to(loads), until == asyncio.ALL_COMPLETED
            record = self.cache.find(key, late=last) if loaded is None else self._take(keys, *loaded)
            if not isinstance(record, Absent):
                return record
        raise Away

    def _keep(self, keys: list[Key], asked: "asyncio.Future[Mapping[Key, tuple[int, Record]]]") -> None:
        found = _come_to(asked) or {}
        for one in found.keys() & keys:
            self.cache.put(found[one][0], [one], {one: found[one][1]})

    def _take(self, keys: list[Key], number: int, records: Records) -> Record | Absent | None:
        self._counts.levels["database"] += 1
        self.cache.put(number, keys, records)
        self._give(number, {key: records[key] for key in keys if key in records and self.cache.trusts(number, key)})
        return choose(keys, records.get)

    def _give(self, number: int, records: Records) -> None:
        if self.shared:
            with contextlib.suppress(Full):
                self._gifts.add((number, records))

    def _load_all(self, groups: list[list[Key]]) -> tuple[int, Records]:
        return self.source.load(list({key: None for keys in groups for key in keys}))

    def _write(self, visits: list[bytes]) -> bool:
        began = time.perf_counter()
        stored = self.journal.write(visits)
        if len(self._counts.commits) < MOST_TIMED:
            self._counts.commits.append(time.perf_counter() - began)
        return stored

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.misses_left = min(MOST_MISSES, self.misses_left + MISSES_PER_SECOND * TICK_SECONDS)
            self._give(0, {})
            counts, self._counts = self._counts, Counts()
            await asyncio.to_thread(self._look_after, counts)

    def _look_after(self, counts: Counts) -> None:
        self.journal.tick()
        try:
            self.report(counts)
        except Exception:
            log.exception("Metrics can't be kept; redirects go on.")

    def _page(self, outcome: str, method: str, known: Known) -> Answer:
        return self._counted(show_page(self.site, outcome, method, known))

    def _counted(self, answer: Answer) -> Answer:
        self._counts.outcomes[answer.outcome] += 1
        return answer


def _come_to(asked: "asyncio.Future[Result]") -> Result | None:
    """What a group came to; None when that is an error, or isn't there yet."""
    return None if not asked.done() or asked.cancelled() or asked.exception() else asked.result()
