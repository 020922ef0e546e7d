"""Step: the IP family, and the prefix that is kept in the address's place."""

import socket
from typing import Any

from shortener.journal.visit import Visit

MAPPED = bytes(10) + b"\xff\xff"
NAT64 = bytes.fromhex("0064ff9b") + bytes(8)
SIX_TO_FOUR = bytes.fromhex("2002")
TEREDO = bytes.fromhex("20010000")


def read_network(visit: Visit, row: dict[str, Any]) -> None:
    """Someone who asks for privacy is counted with their family, but without a prefix."""
    family, prefix = network_of(visit.address)
    row["family"] = family
    row["prefix"] = None if visit.private else prefix
    row["country"] = None


def network_of(address: str) -> tuple[int | None, str | None]:
    """Family 4 or 6 of the visitor's own protocol, and the /24 or /48: both None when the address isn't known."""
    packed = _packed(address)
    if packed is None:
        return None, None
    four = packed if len(packed) == 4 else _embedded(packed)
    if four is not None:
        return 4, f"{four[0]}.{four[1]}.{four[2]}.0/24"
    return 6, f"{socket.inet_ntop(socket.AF_INET6, packed[:6] + bytes(10))}/48"


def _packed(address: str) -> bytes | None:
    """The 4 or 16 bytes; the C library reads them many times faster than Python's ipaddress."""
    try:
        return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
    except (OSError, ValueError):
        return None


def _embedded(packed: bytes) -> bytes | None:
    """The IPv4 address that a mapped, 6to4, Teredo or NAT64 address stands for."""
    if packed.startswith((MAPPED, NAT64)):
        return packed[12:]
    if packed.startswith(SIX_TO_FOUR):
        return packed[2:6]
    if packed.startswith(TEREDO):
        return bytes(byte ^ 0xFF for byte in packed[12:])
    return None
