"""Names to addresses for requests that go out: through the system's resolvers, with a bound on the wait."""

import contextlib
import functools
import ipaddress
import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network

import dns.exception
import dns.rdatatype
import dns.resolver

from shortener.net.reach import PLACES, carried

KNOWN = (IPv4Address("192.0.0.170"), IPv4Address("192.0.0.171"))  # what ipv4only.arpa has (RFC 7050)
KEPT_SECONDS = 3600.0


class NotResolved(Exception):
    """The name has no address, or nobody said so in time; the message is a clause."""


class NoSuchName(NotResolved):
    """The DNS says that there is no such name."""


def addresses_of(host: str, seconds: float) -> list[IPv4Address | IPv6Address]:
    """What a name or literal stands for, IPv6 first."""
    with contextlib.suppress(ValueError):
        return [ipaddress.ip_address(host.strip("[]").partition("%")[0])]
    deadline = time.monotonic() + seconds
    found: list[IPv4Address | IPv6Address] = []
    for kind in (dns.rdatatype.AAAA, dns.rdatatype.A):
        found += _asked(host, kind, deadline)
    if not found:
        raise NotResolved(f"{host} has no address")
    return found


def nat64_prefixes(seconds: float = 3.0) -> tuple[IPv6Network, ...]:
    """The prefixes of this network's translator, as DNS64 shows them (RFC 7050); kept for an hour.

    Raises:
        NotResolved: nobody answers, so there may be one; that isn't kept.
    """
    return _prefixes(int(time.monotonic() // KEPT_SECONDS), seconds)


@functools.lru_cache(maxsize=1)
def _prefixes(_hour: int, seconds: float) -> tuple[IPv6Network, ...]:
    with contextlib.suppress(NoSuchName):
        found = _asked("ipv4only.arpa", dns.rdatatype.AAAA, time.monotonic() + seconds)
        return prefixes_in([one for one in found if isinstance(one, IPv6Address)])
    return ()


def prefixes_in(found: Sequence[IPv6Address]) -> tuple[IPv6Network, ...]:
    """The prefixes that addresses of ipv4only.arpa were made with."""
    networks = (IPv6Network((one, length), strict=False) for one in found for length in PLACES)
    right = [network for one in found for network in networks if one in network and carried(one, network) in KNOWN]
    return tuple(dict.fromkeys(right))


def _asked(host: str, kind: dns.rdatatype.RdataType, deadline: float) -> list[IPv4Address | IPv6Address]:
    try:
        resolver = dns.resolver.Resolver()
        left = max(0.1, deadline - time.monotonic())
        answer = resolver.resolve(host, kind, raise_on_no_answer=False, search=False, lifetime=left)
    except dns.resolver.NXDOMAIN:
        raise NoSuchName(f"{host} does not exist") from None
    except (OSError, dns.exception.DNSException) as error:
        raise NotResolved(f"nobody says where {host} is ({type(error).__name__})") from None
    return [ipaddress.ip_address(record.address) for record in answer.rrset or ()]
