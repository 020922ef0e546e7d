"""Step: the IP family, and the prefix that is kept in the address's place."""

import socket
from typing import Any

import msgspec

from shortener.journal.visit import Visit

MAPPED = bytes(10) + b"\xff\xff"
NAT64 = bytes.fromhex("0064ff9b") + bytes(8)
SIX_TO_FOUR = bytes.fromhex("2002")
TEREDO = bytes.fromhex("20010000")


class Network(msgspec.Struct, frozen=True, gc=False):
    """Of a visitor's address: family 4 or 6, the /24 or /48 that is kept, the address itself with what wrapped it gone,
    and by what visitors are told apart: a /64, or an IPv4 address."""

    family: int
    prefix: str
    address: str
    key: bytes


def read_network(visit: Visit, row: dict[str, Any]) -> None:
    """Nothing where the address isn't known. `network` is for steps that follow and goes no further."""
    network = row["network"] = network_of(visit.address)
    row["family"], row["prefix"] = (network.family, network.prefix) if network else (None, None)


def network_of(address: str) -> Network | None:
    """The family is that of the visitor's own protocol, whatever was translated on the way."""
    packed = _packed(address)
    if packed is None:
        return None
    if len(packed) == 4:
        return _four(address, packed)
    four = _embedded(packed)
    if four is not None:
        return _four(socket.inet_ntop(socket.AF_INET, four), four)
    prefix = f"{socket.inet_ntop(socket.AF_INET6, packed[:6] + bytes(10))}/48"
    return Network(6, prefix, address, packed[:8])


def _four(address: str, packed: bytes) -> Network:
    return Network(4, f"{address.rpartition('.')[0]}.0/24", address, packed)


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
