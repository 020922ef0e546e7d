"""What this machine has on the network, as its kernel shows it."""

import ctypes
import ipaddress
import os
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

PROC = Path("/proc/self/net")  # a hardened service sees nothing else of it
UNTAKEN = {"tcp": "0A", "udp": "07"}  # the state of a socket that waits for anybody
GLOBAL_SCOPE = "00"
UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
TIMEX_SIZE, STATUS_PLACE = 208, 40  # struct timex and its status on 64-bit Linux


def own_addresses(proc: Path = PROC) -> list[IPv6Address]:
    """The global IPv6 addresses of all interfaces."""
    lines = (line.split() for line in _lines(proc / "if_inet6"))
    return [IPv6Address(bytes.fromhex(fields[0])) for fields in lines if fields[3] == GLOBAL_SCOPE]


def ipv4_listeners(proc: Path = PROC) -> Iterator[str]:
    """Where something listens on IPv4, as address:port; the loopback alone is nobody's door."""
    for kind, waiting in UNTAKEN.items():
        for fields in (line.split() for line in _lines(proc / kind)[1:]):
            address, _, port = fields[1].partition(":")
            found = IPv4Address(bytes.fromhex(address)[::-1])
            if fields[3] == waiting and not found.is_loopback:
                yield f"{found}:{int(port, 16)}{'/udp' * (kind == 'udp')}"


def clock_is_set() -> bool:
    """Whether the kernel's clock follows some other one (adjtimex(2)).

    Raises:
        OSError: this process may not ask.
    """
    buffer = ctypes.create_string_buffer(TIMEX_SIZE)
    if ctypes.CDLL(None, use_errno=True).adjtimex(buffer) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    status = int.from_bytes(buffer.raw[STATUS_PLACE : STATUS_PLACE + 4], "little")
    return not status & UNSYNCHRONISED


def is_literal(text: str) -> bool:
    """Whether it is an address, not a name."""
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
