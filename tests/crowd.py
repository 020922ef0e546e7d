"""Visitors for tests: many keep-alive connections on one event loop that remember every answer they got.

Each request carries a mark of its own in its referrer, so that a test can find every single one among the clicks.
"""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

REFERRER = "https://crowd.example/"
MARKS = itertools.count(1)
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


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


async def visit(
    port: int,
    slugs: list[str],
    *,
    requests: int,
    connections: int = 32,
    seen: Seen | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Seen:
    """Sends so many requests for random ones of these slugs to [::1]:port."""
    result = seen or Seen()
    left = iter(itertools.islice(MARKS, requests))
    await asyncio.gather(*[_visitor(port, slugs, left, result, stop) for _ in range(connections)])
    return result


async def _visitor(port: int, slugs: list[str], left: Iterator[int], seen: Seen, stop: Callable[[], bool]) -> None:
    streams = None
    while not stop() and (mark := next(left, None)) is not None:
        slug = random.choice(slugs)
        try:
            if streams and streams[0].at_eof():  # closed while idle
                streams[1].close()
                streams = None
            streams = streams or await asyncio.open_connection("::1", port)
            status, target, stays = await _ask(*streams, port, slug, mark)
        except (OSError, asyncio.IncompleteReadError, ValueError):
            seen.unanswered += 1
            if streams:
                streams[1].close()
            streams = None
            await asyncio.sleep(0.02)
            continue
        if not stays:
            streams[1].close()
            streams = None
        seen.statuses[status] += 1
        seen.targets[slug, target] += 1
        if status == 302:
            seen.answered.append(mark)
    if streams:
        streams[1].close()


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
