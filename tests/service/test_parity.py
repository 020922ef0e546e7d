"""Both lanes give the same answer: status, headers, body and the visit that is journaled."""

import asyncio
import dataclasses
import io
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import msgspec
import pytest
from flask import Flask
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from werkzeug.test import run_wsgi_app

from shortener.app import create_app, open_lane, with_fast_lane
from shortener.journal.sources import find_sources
from shortener.journal.visit import Visit, decode
from shortener.links.drafts import Draft, Edit
from shortener.prepare import prepare
from shortener.redirect.asgi import FastLane
from shortener.redirect.lane import Lane
from shortener.settings import Settings
from shortener.source import LinkSource
from shortener.web.redirector import Redirector
from shortener.web.services import EXTENSION, services_of

EVER = 4_000_000_000_000
LINKS = {
    "scratch-new": Draft(target="https://scratch.mit.edu/projects/editor/"),
    "p/en/boat-race-go": Draft(target="https://example.org/boat?lang=en#top", forward_query=True),
    "café": Draft(target="https://example.org/ümlaut?q=ä"),
    "moved": Draft(target="https://example.org/{odd}|target", status=301),
    "early": Draft(target="https://example.org/early", starts_at=EVER),
    "over": Draft(target="https://example.org/over", ends_at=1),
    "off": Draft(target="https://example.org/off", enabled=False),
    "gone": Draft(target="https://example.org/gone"),
    "new-name": Draft(target="https://example.org/renamed"),
}
SLUGS = [*LINKS, "old-name", "nope", "scratch-new+", "", "admin", "yourls-api.php"]
ENDINGS = ["", "", "", ".", "/", "//", "%20", ")", "%2E", "%", "%25", "%00", "%FF", "+", "x"]
HOSTS = ["localhost:8000", "localhost", "LOCALHOST.", "[::1]:8000", "127.0.0.1", "rptl.io", "evil.example", ""]
PEERS = ["::1", "2001:db8::7", "192.0.2.9", "::ffff:192.0.2.9", ""]
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "user-agent": st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
        "referer": st.sampled_from(["https://example.org/page?x=1", "nonsense", ""]),
        "accept-language": st.sampled_from(["de-DE,de;q=0.9", "", "x" * 400]),
        "sec-purpose": st.sampled_from(["prefetch", "prefetch;prerender"]),
        "dnt": st.sampled_from(["0", "1"]),
        "sec-gpc": st.just("1"),
        "x-forwarded-for": st.sampled_from(["2001:db8::99", "198.51.100.7, 2001:db8::7", "junk", ""]),
    },
)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: str
    host: str
    peer: str
    headers: dict[str, str]


REQUESTS = st.builds(
    Asked,
    method=st.sampled_from(["GET", "GET", "GET", "HEAD"]),
    path=st.builds(lambda slug, end: "/" + quote(slug) + end, st.sampled_from(SLUGS), st.sampled_from(ENDINGS)),
    query=st.sampled_from(["", "", "a=1", "lang=fr&b=%20", "q=%C3%A9&&", "?"]),
    host=st.sampled_from(HOSTS),
    peer=st.sampled_from(PEERS),
    headers=HEADERS,
)


class Both:
    """One site behind both lanes, each with a journal of its own."""

    def __init__(self, app: Flask, lane: FastLane, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.lane, self.loop = app, lane, loop
        self.plain = services_of(app).redirector

    def plain_answer(self, asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
        environ = {
            "REQUEST_METHOD": asked.method,
            "PATH_INFO": unquote_to_bytes(asked.path).decode("latin-1"),
            "QUERY_STRING": asked.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": asked.peer,
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "HTTP_HOST": asked.host,
        } | {"HTTP_" + name.upper().replace("-", "_"): value for name, value in asked.headers.items()}
        body, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        return int(status.split()[0]), [(n.lower(), v) for n, v in headers], b"".join(body)

    def fast_answer(self, asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
        return self.loop.run_until_complete(self._ask(asked))

    async def _ask(self, asked: Asked) -> tuple[int, list[tuple[str, str]], bytes]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        headers = [(b"host", asked.host.encode())]
        headers += [(name.encode(), value.encode("latin-1")) for name, value in asked.headers.items()]
        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": asked.method,
            "path": unquote_to_bytes(asked.path).decode("utf-8", "replace"),
            "raw_path": asked.path.encode(),
            "root_path": "",
            "query_string": asked.query.encode(),
            "headers": headers,
            "client": (asked.peer, 5) if asked.peer else None,
            "server": ("localhost", 8000),
        }
        await self.lane(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return sent[0]["status"], [(n.decode().lower(), v.decode()) for n, v in sent[0]["headers"]], body


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("parity"),
        base_url="http://localhost:8000",
        bind="[::1]:8000",
        node="test",
        admin_password="Correct-horse-7",
        trusted_proxies=("2001:db8::7/128", "unix"),
        journal_sync="normal",
    )
    prepare(settings, lambda _: None)
    app = create_app(settings)
    fill(app)
    app.extensions[EXTENSION] = dataclasses.replace(services_of(app), redirector=Redirector(generous_lane(app)))
    fast = FastLane(generous_lane(app), with_fast_lane(app)._application)
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        stop, done = start(fast, loop)
        made = Both(app, fast, loop)
        yield made
        stop.set()
        loop.run_until_complete(done)
    made.plain.close()
    services_of(app).database.close()


def generous_lane(app: Flask) -> Callable[[], AbstractAsyncContextManager[Lane]]:
    """Every miss is journaled, however many come at once."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Lane]:
        async with open_lane(services_of(app).settings, services_of(app).database) as lane:
            lane.misses_left = 1e9
            lane.apply(LinkSource(services_of(app).database).changes())
            yield lane

    return opened


def fill(app: Flask) -> None:
    library = services_of(app).library
    library.add_domain("rptl.io")
    for slug, draft in LINKS.items():
        made = library.create(msgspec.structs.replace(draft, slug=slug if slug != "new-name" else "old-name"), None)
        if slug == "new-name":
            library.edit(made.id, Edit(slug=slug), None)
        if slug == "gone":
            library.delete(made.id, None)


def start(fast: FastLane, loop: asyncio.AbstractEventLoop) -> tuple[asyncio.Event, "asyncio.Task[None]"]:
    """Runs the lane's lifespan up to the point where it serves."""
    ready, stop = asyncio.Event(), asyncio.Event()
    steps = iter((asyncio.sleep(0), stop.wait()))

    async def receive() -> Any:
        await next(steps)
        return {"type": "lifespan"}

    async def send(message: Any) -> None:
        ready.set()

    async def begin() -> "asyncio.Task[None]":
        task = asyncio.create_task(fast({"type": "lifespan"}, receive, send))
        await ready.wait()
        return task

    return stop, loop.run_until_complete(begin())


def last_visit(folder: Path) -> Visit | None:
    rows = [row for source in find_sources(folder.parent) if source.folder == folder for row in source.read(0, 10_000)]
    return msgspec.structs.replace(decode(rows[-1][1]), at=0) if rows else None


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=REQUESTS)
def test_a_request_is_answered_and_journaled_alike_by_both_lanes(both: Both, asked: Asked) -> None:
    plain, fast = both.plain_answer(asked), both.fast_answer(asked)
    event(str(fast[0]))
    assert fast == plain
    assert last_visit(both.lane._lane.journal.folder) == last_visit(both.plain.lane.journal.folder)
