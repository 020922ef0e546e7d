"""Answers slugs inside the server's protocol: no task, scope or messages for a request that needs none of them.

Beneath `wsgi:asgi` on uvicorn only; on any other server the same lane answers through ASGI, with the same bytes.
"""

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shortener.redirect.asgi import FastLane
from shortener.redirect.decide import Answer
from shortener.redirect.lane import Committing

CLOSE = b"connection: close\r\n"
NOT_QUICK = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})


class Unheard:
    """An event that nobody waits for."""

    def set(self) -> None:
        pass


class Exchange:
    """A request that is being answered here: what uvicorn asks of its cycle, as far as it applies."""

    disconnected = response_started = response_complete = False
    more_body = True
    message_event = Unheard()

    def __init__(self, keep_alive: bool) -> None:
        self.keep_alive = keep_alive


class QuickProtocol(HttpToolsProtocol):
    """Whatever isn't a plain request for a slug takes uvicorn's own way."""

    _dated: tuple[Any, bytes] = (None, b"")

    def on_headers_complete(self) -> None:
        answer = self._begin() if self._is_plain() else None
        if answer is None:
            super().on_headers_complete()
            return
        keep_alive = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        self.cycle = exchange = Exchange(keep_alive)  # type: ignore[assignment]
        if isinstance(answer, Answer):
            self._send(exchange, answer)
        elif isinstance(answer, Committing):
            answer.commit.add_done_callback(partial(self._send_committed, exchange, answer.answer))
        else:
            task = self.loop.create_task(self._await(exchange, answer))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def _is_plain(self) -> bool:
        if self.parser.get_method() not in {b"GET", b"HEAD"}:
            return False
        if self.cycle is not None and not self.cycle.response_complete:
            return False
        return all(name not in NOT_QUICK for name, _ in self.headers)

    def _begin(self) -> Answer | Committing | Awaitable[Answer] | None:
        application: object = self.app
        if not isinstance(application, FastLane):
            return None
        url = httptools.parse_url(self.url)
        peer = self.client[0] if self.client else ""
        return application.begin(url.path, self.parser.get_method().decode(), url.query or b"", peer, self.headers)

    async def _await(self, exchange: Exchange, answer: Awaitable[Answer]) -> None:
        self._send(exchange, await answer)

    def _send_committed(self, exchange: Exchange, answer: Answer, _commit: "asyncio.Future[bool]") -> None:
        self._send(exchange, answer)

    def _send(self, exchange: Exchange, answer: Answer) -> None:
        exchange.response_complete = True
        if exchange.disconnected or self.transport.is_closing():
            return
        head = [STATUS_LINE[answer.status], self._date()]
        for name, value in answer.headers:
            head += (name, b": ", value, b"\r\n")
        if not exchange.keep_alive:
            head.append(CLOSE)
        head += (b"\r\n", answer.body)
        self.transport.write(b"".join(head))
        if not exchange.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _date(self) -> bytes:
        """uvicorn's own headers, such as the date, which it renews each second."""
        known = self.server_state.default_headers
        if known is not QuickProtocol._dated[0]:
            QuickProtocol._dated = known, b"".join(b"%s: %s\r\n" % header for header in known)
        return QuickProtocol._dated[1]
