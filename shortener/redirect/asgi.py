"""The fast lane: an ASGI callable that answers slugs itself and hands everything else to the application behind it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from shortener.redirect.cache import Absent
from shortener.redirect.commits import LoopCommits
from shortener.redirect.decide import Answer
from shortener.redirect.intake import Facts, Request, read_headers, without_plus
from shortener.redirect.lane import POLL_SECONDS, Lane, Loaded
from shortener.redirect.paths import is_own_page, key_of_path
from shortener.redirect.record import Record

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOADERS = 4


class FastLane:
    """`make_lane` is called once in each worker, after the fork."""

    def __init__(self, make_lane: Callable[[], Lane], application: App) -> None:
        self._make_lane = make_lane
        self._application = application
        self._loading: dict[tuple[int, str], asyncio.Future[Loaded]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            key = key_of_path(scope["raw_path"])
            if key is not None and is_own_page(key):
                await self._application(scope, receive, send)
            else:
                await self._answer(key, scope, send)
        else:
            await self._application(scope, receive, send)

    async def _answer(self, key: str | None, scope: Scope, send: Send) -> None:
        facts = read_headers(scope["headers"])
        domain_id = self._lane.hosts.find(facts.host)
        if domain_id is None:
            await _send(send, self._lane.stranger(scope["method"]))
            return
        if key is None:
            await _send(send, self._lane.nonsense(scope["method"]))
            return
        request = self._request(domain_id, key, scope, facts)
        try:
            record = await self._find(request)
            bare = without_plus(request) if record is None else None
            described = await self._find(bare) if bare else None
        except Exception:
            log.exception("The database does not answer; %r can't be looked up.", key)
            await _send(send, self._lane.away(request.method))
            return
        if described is not None:
            await _send(send, self._lane.about(described))
            return
        answer, body = self._lane.answer(request, record)
        if body is not None:
            await self._commits.write(body)
        await _send(send, answer)

    def _request(self, domain_id: int, key: str, scope: Scope, facts: Facts) -> Request:
        peer = scope.get("client")
        client = self._lane.client_of(peer[0] if peer else "", facts.forwarded or [])
        query = scope["query_string"].decode("latin-1")
        return Request(time.time_ns() // 1_000_000, domain_id, key, scope["method"], query, facts, client)

    async def _find(self, request: Request) -> Record | None:
        record = self._lane.recall(request)
        return await self._load(request) if isinstance(record, Absent) else record

    async def _load(self, request: Request) -> Record | None:
        """One load per key at a time; all who wait for it share what it finds."""
        key = (request.domain_id, request.key)
        loading = self._loading.get(key)
        if loading is None:
            loading = asyncio.ensure_future(self._load_and_keep(request))
            self._loading[key] = loading
            loading.add_done_callback(lambda _: self._loading.pop(key, None))
        return self._lane.pick(request, await asyncio.shield(loading))

    async def _load_and_keep(self, request: Request) -> Loaded:
        loaded = await self._loop.run_in_executor(self._pool, self._lane.load, request)
        self._lane.keep(request, loaded)
        return loaded

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self._loop = asyncio.get_running_loop()
        self._pool = ThreadPoolExecutor(LOADERS, "load")
        self._lane = self._make_lane()
        await self._loop.run_in_executor(self._pool, self._lane.start)
        self._commits = LoopCommits(self._lane.journal, blocking=self._lane.journal.options.sync == "full")
        following = asyncio.create_task(self._follow())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        self._commits.close()
        self._lane.journal.close()
        self._pool.shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _follow(self) -> None:
        """Keeps memory true: asks for changes four times a second, with the database away less often."""
        pause = POLL_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                changes = await self._loop.run_in_executor(self._pool, self._lane.fetch)
            except Exception as error:
                pause = min(pause * 2, 2.0)
                log.warning("Changes can't be read: %s", error)
            else:
                pause = POLL_SECONDS
                self._lane.apply(changes)
            await self._loop.run_in_executor(self._pool, self._lane.journal.tick)


async def _send(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
