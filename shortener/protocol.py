"""HTTP between a worker's socket and the application: how old programs speak it, and how it ends without a reset."""

import re
from collections.abc import MutableMapping
from typing import Any

from shortener.parting import PartingProtocol

REQUEST_LINE = re.compile(rb"(?:GET|HEAD) [^\r\n]*\r\n")
RAW = re.compile(rb"[\x80-\xff]")
LINGER_SECONDS = 2


class Protocol(PartingProtocol):
    """A raw byte in the path or query is taken as if it were percent-encoded.

    Only the first line of a request that begins with this chunk is touched, never a body: lengths must stay true.
    """

    def data_received(self, data: bytes) -> None:
        super().data_received(encoded_request_line(data) if self._is_between and not data.isascii() else data)

    def shutdown(self) -> None:
        """The worker stops: a client may be sending its next request already, so that one is answered too, as the last.

        uvicorn closes idle connections at once, and who has just sent something on one sees a reset.
        """
        self.app = saying_goodbye(self.app)
        self.timeout_keep_alive = LINGER_SECONDS
        if self.cycle is None or self.cycle.response_complete:
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(LINGER_SECONDS, self.timeout_keep_alive_handler)
        elif not self.cycle.response_started:  # else it is too late to say so in this answer
            self.cycle.keep_alive = False


def saying_goodbye(application: Any) -> Any:
    """The application, telling in each answer that it is the last on this connection."""

    async def last(scope: Any, receive: Any, send: Any) -> None:
        async def send_last(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
            await send(message)

        await application(scope, receive, send_last)

    return last


def encoded_request_line(data: bytes) -> bytes:
    """The chunk with the raw bytes of its request line percent-encoded."""
    line = REQUEST_LINE.match(data)
    if line is None:
        return data
    return RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line[0]) + data[line.end() :]
