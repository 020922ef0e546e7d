"""Step: the IP family, and the prefix that is kept in the address's place."""

import functools
import ipaddress
from typing import Any

from shortener.redirect.visit import Visit

IPV4_PREFIX, IPV6_PREFIX = 24, 48
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def read_network(visit: Visit, row: dict[str, Any]) -> None:
    """Someone who asks for privacy is counted with their family, but without a prefix."""
    family, prefix = network_of(visit.address)
    row["family"] = family
    row["prefix"] = None if visit.private else prefix
    row["country"] = None


@functools.lru_cache(maxsize=16384)
def network_of(address: str) -> tuple[int | None, str | None]:
    """Family 4 or 6 of the visitor's own protocol, and the /24 or /48: both None when the address isn't known."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None, None
    real = found if isinstance(found, ipaddress.IPv4Address) else _embedded(found) or found
    length = IPV4_PREFIX if real.version == 4 else IPV6_PREFIX
    return real.version, str(ipaddress.ip_network((real, length), strict=False))


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a mapped, 6to4, Teredo or NAT64 address stands for."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
