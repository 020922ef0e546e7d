"""A connection whose request is answered while its body still comes: closed at once it would be reset, answer and all.

So the rest of the body is read away first, as much and as long as is decent (RFC 9112, 9.6).
"""

import asyncio
from collections.abc import Callable

from shortener.quick import QuickProtocol

MOST_BYTES = 32 << 20
MOST_SECONDS = 5.0


class Parting:
    """The transport as one request's cycle has it: closing it waits until the body has come."""

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self.write, self.is_closing, self.close = transport.write, transport.is_closing, close


class PartingProtocol(QuickProtocol):
    """Ends no connection while an ordinary client is still sending."""

    _closing = False
    _bytes_left = 0
    _parting_timer: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_parting()
        super().connection_lost(exc)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.cycle.transport = Parting(self.transport, self._close)  # type: ignore[assignment]  # all of one that a cycle asks for

    def on_body(self, body: bytes) -> None:
        if self._parting_timer is None:
            super().on_body(body)
            return
        self._bytes_left -= len(body)
        if self._bytes_left < 0:
            self.transport.close()

    def on_message_complete(self) -> None:
        self._stop_parting()
        super().on_message_complete()
        if self._closing:
            self.transport.close()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_between and self._is_answered() and not self.transport.is_closing():
            self._begin_parting()

    def _close(self) -> None:
        """What a cycle does that is the last one, just before it says that it is done."""
        if self._is_between or not self._is_answered():
            self.transport.close()
        else:
            self._closing = True

    def _begin_parting(self) -> None:
        self._bytes_left = MOST_BYTES
        self._parting_timer = self.loop.call_later(MOST_SECONDS, self.transport.close)

    def _stop_parting(self) -> None:
        if self._parting_timer is not None:
            self._parting_timer.cancel()
            self._parting_timer = None
