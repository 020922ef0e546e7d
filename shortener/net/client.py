"""Who the client really is: the peer, or what trusted proxies said of it. The only reader of forwarded headers."""

import functools
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

DIRECT, PROXIED, UNKNOWN = "direct", "proxied", "unknown"
UNIX = "unix"  # among trusted proxies: whoever reaches us through a socket
KNOWN_PEERS = 4096
MOST_HOPS = 32
LONGEST_HEADER = 4096
LONGEST_ADDRESS = 80
FORWARDED_FOR = b"x-forwarded-for"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Client(NamedTuple):
    """`address` is an IP address in its shortest form, "" when nobody knows it; `via` is direct, proxied or unknown.

    A web server of this machine, behind a UNIX socket or the loopback, is no proxy in this sense: who comes through it
    alone comes directly.
    """

    address: str
    via: str


NOBODY = Client("", UNKNOWN)


class Trusted:
    """The proxies whose X-Forwarded-For is believed: networks, and `unix` for whoever reaches us through a socket."""

    def __init__(self, proxies: Sequence[str] = ()) -> None:
        self.unix = UNIX in proxies
        self.networks = tuple(ipaddress.ip_network(text) for text in proxies if text != UNIX)
        self.direct = functools.lru_cache(maxsize=KNOWN_PEERS)(self._direct)

    def covers(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.networks)

    def _direct(self, peer: str) -> Client | None:
        """The client that a peer itself is; None when it speaks for others."""
        if not peer:
            return None if self.unix else NOBODY
        address = read_address(peer)
        if address is None:
            return NOBODY
        return None if self.covers(address) else Client(str(address), DIRECT)


def client_of(peer: str, forwarded_for: Sequence[str], trusted: Trusted) -> Client:
    """The client behind a connection from `peer` ("" is a UNIX socket) with these X-Forwarded-For lines.

    Trusted proxies are walked from the right; the first other address is the client. A trusted proxy that names
    nobody, or nonsense, leaves the client unknown: its own address would count all visitors as one.
    """
    known = trusted.direct(peer)
    if known is not None:
        return known
    via = DIRECT if _is_here(peer) else PROXIED
    for hop in _hops(forwarded_for):
        address = read_address(hop)
        if address is None:
            return NOBODY
        if not trusted.covers(address):
            return Client(str(address), via)
        via = PROXIED
    return NOBODY


def client_of_headers(peer: str, headers: Mapping[bytes, bytes], trusted: Trusted) -> Client:
    """The same from headers by lower-case name; they are read only where somebody may speak for others."""
    known = trusted.direct(peer)
    if known is not None:
        return known
    return client_of(peer, [headers.get(FORWARDED_FOR, b"").decode("latin-1")], trusted)


def client_of_environ(environ: Mapping[str, Any], trusted: Trusted) -> Client:
    """The client of a WSGI request."""
    lines = environ.get("HTTP_X_FORWARDED_FOR", "")
    return client_of(environ.get("REMOTE_ADDR") or "", (lines,) if lines else (), trusted)


def speaks_for_others(environ: Mapping[str, Any]) -> bool:
    """Whether a WSGI request came through a proxy that says so, be it trusted or not."""
    return any(name in environ for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"))


def read_address(text: str) -> Address | None:
    """An address as proxies and sockets write it: bare, in brackets or quotes, with port or scope; None for nonsense.

    IPv4 mapped into IPv6 becomes IPv4.
    """
    bare = text[: LONGEST_ADDRESS + 1].strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, ipaddress.IPv6Address) else address


def rate_key(address: str) -> str:
    """The network that limits count: the /64 of an IPv6 address, an IPv4 address itself.

    "unknown" when there is no address; that stands for everybody, so callers must not throttle it as one.
    """
    found = read_address(address) if address else None
    if found is None:
        return UNKNOWN
    return str(ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False))


def kept_prefix(address: str) -> str:
    """As much of an address as may be kept: the /48 or /24 that clicks keep too; "" when there is none."""
    found = read_address(address) if address else None
    return str(ipaddress.ip_network((found, 48 if found.version == 6 else 24), strict=False)) if found else ""


def _is_here(peer: str) -> bool:
    address = read_address(peer) if peer else None
    return not peer or (address is not None and address.is_loopback)


def _hops(lines: Sequence[str]) -> Iterator[str]:
    """The entries of all lines from the right, as many as make sense."""
    for count, entry in enumerate(reversed(",".join(lines)[-LONGEST_HEADER:].split(","))):
        if count == MOST_HOPS:
            return
        yield entry
