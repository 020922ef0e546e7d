"""The world outside for tests: a web server on [::1] that the guarded fetch may reach, and nothing else of the kind."""

import contextlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from shortener.net import fetch, reach
from shortener.net.fetch import Fetcher, Limits

HOST = "web.example"
Answers = dict[str, tuple[int, dict[str, str], bytes]]


@dataclass(frozen=True)
class Posted:
    """What came by POST; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Outside:
    """A web server of this test on [::1], which the fetcher is allowed to reach; names are looked up in `names`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Answers = {}
        self.asked: list[tuple[str, str]] = []
        self.posted: list[Posted] = []
        self.delay = 0.0
        self.names: dict[str, list[str]] = {HOST: ["::1"]}

    def resolve(self, host: str, _seconds: float) -> list[IPv4Address | IPv6Address]:
        return [ip_address(one) for one in self.names.get(host, [host.strip("[]")])]

    def fetcher(self, limits: Limits | None = None) -> Fetcher:
        return Fetcher((), limits, resolve=self.resolve)


@contextmanager
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """Runs for as long as the block lasts."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, self.headers["Host"]))
            self._answer()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            made.posted.append(Posted(self.path, headers, body))
            time.sleep(made.delay)
            with contextlib.suppress(OSError):  # whoever asked may have gone
                self._answer()

        def _answer(self) -> None:
            status, headers, body = made.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6
        daemon_threads = True

        def server_bind(self) -> None:
            self.socket.bind(self.server_address)
            self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    server = Server(("::1", 0), Handler)
    made = Outside(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    # What is checked stays checked, but for the one address and port of this server.
    monkeypatch.setitem(fetch.PORTS, "http", made.port)
    monkeypatch.setattr(fetch, "why_not", lambda one, nat64: "" if str(one) == "::1" else reach.why_not(one, nat64))
    yield made
    server.shutdown()
    server.server_close()
    thread.join()
