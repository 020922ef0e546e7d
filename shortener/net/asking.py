"""Asks one server, which an operator names, for many addresses: no redirect is followed, and every wait has an end."""

import contextlib
import http.client
import socket
import ssl
import time
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from shortener.net.fetch import PORTS, Bounded

MOST_READ = 65_536  # of a body, so that a connection can be used again


class Unanswered(Exception):
    """There was no answer that can be used; the message is a clause."""


class BadServer(Exception):
    """It can't be the address of a server; the message is one sentence."""


class Said(NamedTuple):
    """Status and Location, empty where there is none."""

    status: int
    location: str = ""


class Server(NamedTuple):
    """Where to connect to, and the name to call it by in Host and TLS: `host` may have a port."""

    secure: bool
    address: str
    port: int
    host: str

    @property
    def name(self) -> str:
        return urlsplit(f"//{self.host}").hostname or self.address

    @property
    def url(self) -> str:
        return f"http{'s' if self.secure else ''}://{self.host}"


def server_of(url: str, host: str = "") -> Server:
    """`host` is the name to call it by where that isn't the one in its address. Raises BadServer."""
    parts = _parts(url)
    if parts is None or parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadServer(f"{url!r} is not the address of a server, such as https://old.example.")
    if host and (_parts(f"http://{host}") or SplitResult("", "", "", "", "")).netloc != host:
        raise BadServer(f"{host!r} is not a host such as old.example.")
    try:
        netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except UnicodeError:
        raise BadServer(f"{url!r} has a host that no address can have.") from None
    return Server(parts.scheme == "https", parts.hostname, parts.port or PORTS[parts.scheme], host or netloc)


def tls(*, verified: bool) -> ssl.SSLContext:
    """With the system's authorities, or without any question who it is."""
    context = ssl.create_default_context()
    if not verified:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class Asker:
    """One connection, kept as long as the server keeps it, for one thread. `seconds` are for each question."""

    def __init__(self, server: Server, seconds: float, agent: str, context: ssl.SSLContext) -> None:
        self._server, self._seconds, self._agent, self._tls = server, seconds, agent, context
        self._connection: socket.socket | None = None

    def ask(self, method: str, path: str) -> Said:
        """`path` is printable ASCII, with the query. Raises Unanswered."""
        was_kept = self._connection is not None
        try:
            return self._once(method, path)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            if was_kept and not isinstance(error, TimeoutError):
                return self.ask(method, path)  # it had closed what it kept
            raise Unanswered(_clause(error)) from None

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None

    def _once(self, method: str, path: str) -> Said:
        deadline = time.monotonic() + self._seconds
        connection = self._connection = self._connection or self._connected()
        bounded = Bounded(connection, deadline)
        lines = (f"{method} {path} HTTP/1.1", f"Host: {self._server.host}", f"User-Agent: {self._agent}", "Accept: */*")
        bounded.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        answer = bounded.answer(method)
        said = Said(answer.status, _text(answer.headers.get("Location", "")))
        body = answer.read(MOST_READ + 1)
        if answer.will_close or len(body) > MOST_READ:
            self.close()
        return said

    def _connected(self) -> socket.socket:
        """By IPv6 or IPv4, whichever answers first in the order of the system."""
        server = self._server
        connection = socket.create_connection((server.address, server.port), timeout=self._seconds)
        if not server.secure:
            return connection
        try:
            return self._tls.wrap_socket(connection, server_hostname=server.name)
        except BaseException:
            connection.close()
            raise


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return None if parts.port == 0 or parts.username is not None or not url.isprintable() else parts
    except ValueError:
        return None


def _text(header: str) -> str:
    """A header that was sent in UTF-8, as some servers do, though it may have ASCII only."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header


def _clause(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it takes too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not right: {error.verify_message}"
    return str(error) or type(error).__name__
