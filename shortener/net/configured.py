"""The way to a host that the operator set: it may stand inside and on any port, in the bounds of all others."""

import contextlib
import socket
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from shortener.net.fetch import PORTS, Fetcher, FetchRefused, Limits, Page, Question
from shortener.net.hosts import is_loopback
from shortener.net.resolving import NotResolved


class ConfiguredFetcher(Fetcher):
    """Asks over HTTPS, or within this machine; no redirect is followed: where it leads, nobody has set."""

    def __init__(self, limits: Limits | None = None) -> None:
        super().__init__((), limits, resolve=known_addresses)

    def ask(self, url: str, question: Question) -> Page:
        """Raises FetchRefused, FetchFailed: one sentence."""
        return self._once(url, question, time.monotonic() + self._limits.seconds)

    def _allowed(self, url: str) -> tuple[SplitResult, int]:
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            raise FetchRefused("That is no address of a page.") from None
        host = parts.hostname or ""
        if not host or parts.scheme not in PORTS or parts.username is not None:
            raise FetchRefused("Only https addresses without a name or password in them are asked.")
        if parts.scheme == "http" and not is_loopback(host):
            raise FetchRefused(f"{host} is asked over https only.")
        return parts, port

    def _why_not(self, _address: IPv4Address | IPv6Address) -> str:
        return ""


def known_addresses(host: str, _seconds: float) -> list[IPv4Address | IPv6Address]:
    """As the whole system knows them, /etc/hosts too, IPv6 first; the system's resolver bounds the wait itself."""
    with contextlib.suppress(ValueError):
        return [ip_address(host)]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotResolved(f"nobody says where {host} is ({error.strerror or error})") from None
    addresses = dict.fromkeys(ip_address(str(address[4][0]).partition("%")[0]) for address in found)
    return sorted(addresses, key=lambda one: -one.version)
