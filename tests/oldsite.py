"""An old site for tests: a web server on loopback, of either family, that answers as it was told and remembers."""

import http.server
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

Answer = tuple[int, str] | float  # status and Location, or seconds that it waits before it hangs up


class OldSite:
    """`answers` by path with its query; others are 404. `asked` are method, path, agent and host of each request."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: Mapping[str, Answer] = {}
        self.asked: list[tuple[str, str, str, str]] = []

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]


@contextmanager
def old_site(address: str = "::1", certificate: Path | None = None, *, keeps: bool = True) -> Iterator[OldSite]:
    """Runs for as long as the block lasts. `keeps`: connections are used again."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1" if keeps else "HTTP/1.0"

        def do_GET(self) -> None:
            site.asked.append((self.command, self.path, self.headers["User-Agent"], self.headers["Host"]))
            answer = site.answers.get(self.path, (404, ""))
            if isinstance(answer, float):
                time.sleep(answer)
                self.close_connection = True
                return
            status, location = answer
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(http.server.ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

        def server_bind(self) -> None:
            self.socket.bind(self.server_address)
            self.server_name, self.server_port = address, self.socket.getsockname()[1]

        def handle_error(self, *_: object) -> None:
            """Who hangs up early is no news."""

    server = Server((address, 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, f"{certificate}.key")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    host = f"[{address}]" if ":" in address else address
    site = OldSite(f"http{'s' if certificate else ''}://{host}:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
