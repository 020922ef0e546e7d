"""Answers slugs inside the server's protocol: no task, scope or messages for a request that needs none of them.

Beneath `wsgi:asgi` on uvicorn only; on any other server the same lane answers through ASGI, with the same bytes.
"""

import asyncio
from collections.abc import Awaitable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from shortener.evenly import Door
from shortener.plain import read_plain
from shortener.redirect.asgi import FastLane
from shortener.redirect.decide import Answer
from shortener.redirect.lane import Committing

CLOSE = b"connection: close\r\n"
HEAD_SECONDS = 30.0  # for a request's first line and headers to arrive


class Unheard:
    """An event that nobody waits for."""

    def set(self) -> None:
        pass


class Exchange:
    """A request that is being answered here: what uvicorn asks of its cycle, as far as it applies."""

    disconnected = response_started = response_complete = False
    keep_alive = more_body = True
    message_event = Unheard()


class QuickProtocol(HttpToolsProtocol):
    """Whatever isn't a plain request for a slug takes uvicorn's own way."""

    door = Door()
    _dated: tuple[Any, bytes] = (None, b"")
    _is_between = True
    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        super().connection_made(transport)
        self._peer = self.client[0] if self.client else ""
        self._asked_at = self.loop.time()
        self._await_request()
        self.door.came(len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_head_timer()
        super().connection_lost(exc)
        self.door.went(len(self.connections))

    def data_received(self, data: bytes) -> None:
        if not self._is_idle() or not self._answer_plain(data):
            super().data_received(data)

    def on_message_begin(self) -> None:
        self._is_between = False
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_head_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_between = True
        super().on_message_complete()

    def timeout_keep_alive_handler(self) -> None:
        """The timer isn't set anew with each plain request: when it rings, it sees how long nobody has asked."""
        left = self._asked_at + self.timeout_keep_alive - self.loop.time()
        if left > 0 or not self._is_answered():
            self._await_request(left)
        else:
            super().timeout_keep_alive_handler()

    def _await_request(self, left: float = 0.0) -> None:
        seconds = left if left > 0 else self.timeout_keep_alive
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _is_idle(self) -> bool:
        """Nothing of a request has come, none waits for its answer, and the client takes what it is sent."""
        return self._is_between and self._is_answered() and not self.flow.write_paused

    def _answer_plain(self, data: bytes) -> bool:
        """Whether these bytes were a plain request for a slug, which is answered now or soon."""
        application: Any = self.app
        plain = read_plain(data) if type(application) is FastLane else None
        answer = application.begin(plain.path, plain.method, plain.query, self._peer, plain.headers) if plain else None
        if plain is None or answer is None:
            return False
        self._asked_at = self.loop.time()
        self.cycle = exchange = Exchange()  # type: ignore[assignment]
        exchange.keep_alive = plain.stays
        if isinstance(answer, Committing):
            answer.commit.told.append(partial(self._send, exchange, answer.answer))
        elif isinstance(answer, Answer):
            self._send(exchange, answer)
        else:
            task = self.loop.create_task(self._await(exchange, answer))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        return True

    async def _await(self, exchange: Exchange, answer: Awaitable[Answer]) -> None:
        self._send(exchange, await answer)

    def _send(self, exchange: Exchange, answer: Answer) -> None:
        exchange.response_complete = True
        if exchange.disconnected or self.transport.is_closing():
            return
        head = [STATUS_LINE[answer.status], self._date(), answer.shared.raw]
        for name, value in answer.own:
            head += (name, b": ", value, b"\r\n")
        if not exchange.keep_alive:
            head.append(CLOSE)
        head += (b"\r\n", answer.body)
        self.transport.write(b"".join(head))
        if not exchange.keep_alive:
            self.transport.close()
        elif self.pipeline:
            self.on_response_complete()

    def _date(self) -> bytes:
        """uvicorn's own headers, such as the date, which it renews each second."""
        known = self.server_state.default_headers
        if known is not QuickProtocol._dated[0]:
            QuickProtocol._dated = known, b"".join(b"%s: %s\r\n" % header for header in known)
        return QuickProtocol._dated[1]
