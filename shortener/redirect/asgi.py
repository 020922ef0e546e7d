"""The fast lane: an ASGI callable that answers slugs itself and hands everything else to the application behind it."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractAsyncContextManager
from typing import Any

from shortener.net.headers import Known, read_headers
from shortener.net.paths import read_path
from shortener.redirect.decide import Answer
from shortener.redirect.lane import Answering, Lane

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class FastLane:
    """`open_lane` is entered once in each worker, after the fork."""

    def __init__(self, open_lane: Callable[[], AbstractAsyncContextManager[Lane]], application: App) -> None:
        self._open_lane = open_lane
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        answer = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            peer = scope.get("client")
            query, known = scope["query_string"], read_headers(scope["headers"])
            answer = self.begin(scope["raw_path"], scope["method"], query, peer[0] if peer else "", known)
        if answer is None:
            await self._application(scope, receive, send)
        else:
            await _send(send, answer if isinstance(answer, Answer) else await answer)

    def begin(self, raw_path: bytes, method: str, query: bytes, peer: str, known: Known) -> Answering | None:
        """What `Lane.answer` says to GET or HEAD; None for the application's own pages."""
        slug, for_pages = read_path(raw_path)
        return None if for_pages else self._lane.answer(slug, method, query.decode("latin-1"), peer, known)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._open_lane() as self._lane:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _send(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
