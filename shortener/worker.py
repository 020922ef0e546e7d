"""gunicorn's web worker: uvicorn with nothing that decides who the client is or says what the server is."""

import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn_worker import UvicornWorker

REQUEST_LINE = re.compile(rb"(?:GET|HEAD) [^\r\n]*\r\n")
RAW = re.compile(rb"[\x80-\xff]")


class Protocol(HttpToolsProtocol):
    """HTTP as old programs speak it: a raw byte in the path or query is taken as if it were percent-encoded.

    Only the first line of a request that begins with this chunk is touched, never a body: lengths must stay true.
    """

    _is_between = True

    def data_received(self, data: bytes) -> None:
        super().data_received(encoded_request_line(data) if self._is_between and not data.isascii() else data)

    def on_message_begin(self) -> None:
        self._is_between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        self._is_between = True
        super().on_message_complete()


class Worker(UvicornWorker):
    """`net.client` alone decides who the client is, so uvicorn's proxy headers stay off."""

    CONFIG_KWARGS: dict[str, Any] = {  # noqa: RUF012 (uvicorn-worker declares it so)
        "loop": "uvloop",
        "http": Protocol,
        "lifespan": "on",
        "ws": "none",
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
    }


def encoded_request_line(data: bytes) -> bytes:
    """The chunk with the raw bytes of its request line percent-encoded."""
    line = REQUEST_LINE.match(data)
    if line is None:
        return data
    return RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line[0]) + data[line.end() :]
