"""The API over HTTPS: hosts, faults, and one thread a connection."""

import socket
import ssl
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from deploy.lab.dnsapi.exchange import Answer, Request, page, told
from deploy.lab.dnsapi.faults import Fault, Faults
from deploy.lab.dnsapi.v1 import V1
from deploy.lab.dnsapi.v2 import PREFIX, V2

LARGEST = 1 << 20
IDLE = 5.0  # seconds that a connection is kept


class Api:
    """Which part answers what, and the log of what was asked (never of who may)."""

    def __init__(self, v1: V1, v2: V2, faults: Faults) -> None:
        self._v1, self._v2, self.faults = v1, v2, faults
        self.log: list[str] = []

    def answer(self, request: Request) -> Answer:
        self.log.append(f"{request.method} {request.path}")
        if request.segments == ("login",):
            return self._v2.login(request)
        if not request.segments:
            return self._v1.answer(request)
        if request.segments[: len(PREFIX)] == PREFIX:
            return self._v2.answer(request)
        return page(404)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, lets the fault that waits for it happen, else answers."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Apache/2.4.38 (Debian)", ""
    timeout = IDLE
    server: "Server"

    def _any(self) -> None:
        request = self._request()
        fault = self.server.api.faults.take(request.method, request.path)
        if fault is None:
            return self._send(self.server.api.answer(request))
        return self._fail(fault, request)

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815 -- the names that http.server asks for

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        length = min(int(self.headers.get("content-length") or 0), LARGEST)
        return Request(
            method=self.command,
            path=parts.path,
            segments=tuple(unquote(one) for one in parts.path.split("/") if one),
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
            address=str(self.client_address[0]),
        )

    def _fail(self, fault: Fault, request: Request) -> None:
        if fault.kind == "drop":
            self.server.api.answer(request)
            self.close_connection = True
            self.connection.close()
        elif fault.kind == "slow":
            self._slow()
        elif fault.kind == "html":
            self._send(page(200))
        else:
            after = {"Retry-After": fault.after} if fault.after else {}
            answer = told(int(fault.kind), {"error": "Injected"})
            self._send(Answer(answer.status, answer.body, answer.kind, after))

    def _slow(self) -> None:
        """A byte now and then, for longer than anybody should wait."""
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 600\r\n\r\n")
        for _ in range(600):
            try:
                self.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.2)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": answer.kind, **answer.headers}.items():
            self.send_header(name, value)
        if answer.status == 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the API keeps a log of its own."""


class Server(ThreadingHTTPServer):
    """On an IPv6 address, behind TLS."""

    address_family = socket.AF_INET6
    daemon_threads = True

    def __init__(self, address: tuple[str, int], api: Api, tls: ssl.SSLContext) -> None:
        super().__init__(address, Handler)
        self.api, self._tls = api, tls

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The handshake is done in the connection's own thread, so that a slow one holds nobody up."""
        request.settimeout(IDLE)
        with self._tls.wrap_socket(request, server_side=True) as plug:
            super().finish_request(plug, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""
