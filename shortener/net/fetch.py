"""The one way out to addresses that people name: bounded in time, size and redirects, and never inwards."""

import contextlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from shortener.net.reach import why_not
from shortener.net.resolving import NotResolved, addresses_of

PORTS = {"http": 80, "https": 443}
MOVED = {301, 302, 303, 307, 308}
PIECE = 16384
AGENT = "shortener (it looks up titles of pages that it links to)"


class FetchRefused(Exception):
    """It must not be asked, whatever may be there; the message is one sentence."""


class FetchFailed(Exception):
    """It gave no answer that can be used; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for all of it, bytes of the last body, redirects followed."""

    seconds: float = 10.0
    size: int = 262_144
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `headers` by lower-case name, `whole` is false where the body is longer than the limit."""

    url: str
    status: int
    body: bytes
    whole: bool
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an address; a body goes with its length."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.1"})
    body: bytes = b""


GET = Question()
Resolve = Callable[[str, float], list[IPv4Address | IPv6Address]]


class Fetcher:
    """Asks addresses that strangers may have chosen. Every address of every hop is checked after it is resolved,
    and the one that was checked is connected to.

    Args:
        nat64: the prefixes of this network's translator.
        trust: PEM file of certificate authorities instead of the system's.
    """

    def __init__(
        self, nat64: Sequence[IPv6Network] = (), limits: Limits | None = None, *, resolve: Resolve = addresses_of
    ) -> None:
        self._nat64, self._limits, self._resolve = tuple(nat64), limits or Limits(), resolve
        self._tls = ssl.create_default_context()

    def get(self, url: str) -> Page:
        """Follows redirects.

        Raises:
            FetchRefused, FetchFailed: one sentence.
        """
        deadline = time.monotonic() + self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            page = self._once(url, GET, deadline)
            if page.status not in MOVED or "location" not in page.headers:
                return page
            url = urljoin(url, page.headers["location"])
        raise FetchFailed(f"There are more than {self._limits.redirects} redirects.")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """Once: a redirect is an answer like any other. Names and values of headers are ASCII without line ends.

        Raises:
            FetchRefused, FetchFailed: one sentence.
        """
        return self._once(url, Question("POST", headers, body), time.monotonic() + self._limits.seconds)

    def _once(self, url: str, question: Question, deadline: float) -> Page:
        parts, port = self._allowed(url)
        host = parts.hostname or ""
        try:
            with contextlib.closing(self._connected(host, port, deadline)) as connection:
                secured = (
                    self._tls.wrap_socket(connection, server_hostname=host) if parts.scheme == "https" else connection
                )
                with contextlib.closing(secured), contextlib.closing(Bounded(secured, deadline)) as bounded:
                    return self._asked(url, parts, question, bounded)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchFailed(f"{host} gives no answer: {error or type(error).__name__}.") from None

    def _connected(self, host: str, port: int, deadline: float) -> socket.socket:
        """To the first address that answers, once none of them leads inwards."""
        try:
            found = self._resolve(host, max(0.1, deadline - time.monotonic()))
        except NotResolved as error:
            raise FetchFailed(f"{error}.") from None
        for address in found:
            if refusal := self._why_not(address):
                raise FetchRefused(f"{host} can't be asked: {refusal}.")
        trouble: OSError | None = None
        for number, address in enumerate(found):
            try:  # one that is silent leaves time for the others
                return socket.create_connection((str(address), port), timeout=_left(deadline) / (len(found) - number))
            except OSError as error:
                trouble = error
        raise trouble or OSError("it has no address")

    def _allowed(self, url: str) -> tuple[SplitResult, int]:
        return _allowed(url)

    def _why_not(self, address: IPv4Address | IPv6Address) -> str:
        return why_not(address, self._nat64)

    def _asked(self, url: str, parts: SplitResult, question: Question, connection: "Bounded") -> Page:
        connection.sendall(_written(parts, question))
        answer = connection.answer(question.method)
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = b"" if answer.status in MOVED else _read(answer, self._limits.size + 1)
        return Page(url, answer.status, body[: self._limits.size], len(body) <= self._limits.size, headers)


class Bounded(io.RawIOBase):
    """A connection each of whose reads ends at the deadline: who sends a byte a second doesn't get more time for it."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline

    def answer(self, method: str) -> http.client.HTTPResponse:
        """The head of what is said to a question; the body is still to be read. Raises OSError, HTTPException."""
        found = http.client.HTTPResponse(self, method=method)  # type: ignore[arg-type]  # of a socket it wants makefile
        found.begin()
        return found

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, PIECE)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._connection.settimeout(_left(self._deadline))
        return self._connection.recv_into(buffer)

    def sendall(self, data: bytes) -> None:
        self._connection.settimeout(_left(self._deadline))
        self._connection.sendall(data)


def check_address(url: str, nat64: Sequence[IPv6Network] = ()) -> None:
    """Refuses what would never be asked, as far as the address itself says it; names are looked up when it is asked.

    Raises:
        FetchRefused: one sentence.
    """
    parts, _ = _allowed(url)
    with contextlib.suppress(ValueError):
        if refusal := why_not(ip_address(parts.hostname or ""), nat64):
            raise FetchRefused(f"{parts.hostname} can't be asked: {refusal}.")


def _written(parts: SplitResult, question: Question) -> bytes:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{question.method} {_quoted(path)} HTTP/1.1", f"Host: {parts.netloc.encode('idna').decode()}"]
    lines += [f"{name}: {value}" for name, value in question.headers.items()]
    if question.method == "POST":
        lines.append(f"Content-Length: {len(question.body)}")
    lines += ["Accept-Encoding: identity", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("ascii") + question.body


def _allowed(url: str) -> tuple[SplitResult, int]:
    """The parts of an address that may be asked at all, and its port."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise FetchRefused("That is no address of a page.") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise FetchRefused("Only http and https addresses are asked.")
    if parts.username is not None or parts.password is not None:
        raise FetchRefused("An address with a name or password in it isn't asked.")
    if port != PORTS[parts.scheme]:
        raise FetchRefused(f"Port {port} isn't asked, only {PORTS[parts.scheme]}.")
    return parts, port


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it takes too long")
    return left


def _quoted(path: str) -> str:
    """A path may hold what a request line may not."""
    return "".join(one if "!" <= one <= "~" else "".join(f"%{byte:02X}" for byte in one.encode()) for one in path)


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size < most and (piece := answer.read1(min(PIECE, most - size))):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)
