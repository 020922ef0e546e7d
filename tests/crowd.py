"""Visitors for tests: many keep-alive connections on one event loop that remember every answer they got.

Each request carries a mark of its own in its referrer, so that a test can find every single one among the clicks.
"""

import asyncio
import contextlib
import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

REFERRER = "https://crowd.example/"
MARKS = itertools.count(1)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


UNANSWERED = 0
LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, from when it was asked until it was answered or given up: seconds of the monotonic clock.

    `known_at`: when the worker at the other end last redirected this slug over the same connection, if it ever did.
    """

    mark: int
    slug: str
    asked_at: float
    over_at: float
    status: int
    target: str
    known_at: float | None

    @property
    def seconds(self) -> float:
        return self.over_at - self.asked_at


@dataclass
class Seen:
    """What the crowd saw: answers by status, targets by slug, and requests that were never answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    targets: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered: list[int] = field(default_factory=list)
    unanswered: int = 0

    @property
    def redirects(self) -> int:
        return self.statuses[302]

    def note(self, visit: Visit) -> None:
        if visit.status == UNANSWERED:
            self.unanswered += 1
            return
        self.statuses[visit.status] += 1
        self.targets[visit.slug, visit.target] += 1
        if visit.status == 302:
            self.answered.append(visit.mark)


async def visit(
    port: int,
    slugs: list[str],
    *,
    requests: int,
    connections: int = 32,
    seen: Seen | None = None,
    stop: Callable[[], bool] = lambda: False,
    pause: float = 0.0,
) -> Seen:
    """Sends so many requests for random ones of these slugs to [::1]:port.

    Between two of them each connection pauses, for so many seconds on average. `slugs` may change meanwhile.
    """
    result = seen or Seen()
    left = iter(itertools.islice(MARKS, requests))
    await asyncio.gather(*[_Visitor(port, slugs, result, pause).visit(left, stop) for _ in range(connections)])
    return result


class _Visitor:
    """One connection after another, and what the worker at its other end is known to know."""

    def __init__(self, port: int, slugs: list[str], seen: Seen, pause: float) -> None:
        self._port, self._slugs, self._seen, self._pause = port, slugs, seen, pause
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._known: dict[str, float] = {}

    async def visit(self, left: Iterator[int], stop: Callable[[], bool]) -> None:
        while not stop() and (mark := next(left, None)) is not None:
            if not await self._follow(mark, random.choice(self._slugs)):
                await asyncio.sleep(0.02)
            elif self._pause:
                await asyncio.sleep(random.expovariate(1 / self._pause))
        self._leave()

    async def _follow(self, mark: int, slug: str) -> bool:
        """Whether it was answered."""
        if self._streams and self._streams[0].at_eof():  # closed while idle
            self._leave()
        asked_at, status, target, stays = time.monotonic(), UNANSWERED, "", False
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            async with asyncio.timeout(LONGEST_SECONDS):
                self._streams = self._streams or await asyncio.open_connection("::1", self._port)
                status, target, stays = await _ask(*self._streams, self._port, slug, mark)
        over_at = time.monotonic()
        self._seen.note(Visit(mark, slug, asked_at, over_at, status, target, self._known.get(slug)))
        if status == 302:
            self._known[slug] = over_at
        if not stays:
            self._leave()
        return status != UNANSWERED

    def _leave(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None
        self._known.clear()


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int, slug: str, mark: int
) -> tuple[int, str, bool]:
    """Status, target, and whether the connection stays open for another request."""
    headers_sent = f"Host: localhost:{port}\r\nUser-Agent: {AGENT}\r\nReferer: {REFERRER}{mark}\r\n"
    writer.write(f"GET /{quote(slug)} HTTP/1.1\r\n{headers_sent}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers.get("location", ""), headers.get("connection") != "close"
