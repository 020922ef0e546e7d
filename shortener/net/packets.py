"""How large packets may be on the way to somebody, tried with echoes of full size (ICMPv6), which need no root."""

import contextlib
import os
import socket
import struct
import time
from dataclasses import dataclass
from ipaddress import IPv6Address

LEAST = 1280  # bytes that every link of IPv6 takes (RFC 8200, section 5)
TRIES = 4  # the first ones may teach a hop on the way, or the other side, to send smaller ones
SECONDS = 1.0  # for one answer
ECHO, ANSWER = 128, 129  # RFC 4443, section 4
HEADERS = 48  # bytes of IPv6 and ICMPv6
SMALL = 64
# Linux' numbers, which Python has no names for (linux/in6.h).
IPV6_MTU_DISCOVER, IPV6_MTU, NEVER_SPLIT = 23, 24, 2


@dataclass(frozen=True, slots=True)
class Way:
    """What was found on the way to an address.

    Args:
        largest: bytes of the largest packet that this machine sends there, as far as it knows.
        passes: whether such a one comes through; None where small ones aren't answered either, or may not be sent.
    """

    largest: int
    passes: bool | None


def largest_to(address: IPv6Address) -> int:
    """Bytes of the largest packet that the kernel would send there now; nothing is sent.

    Raises:
        OSError: there is no way to it.
    """
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as plug:
        plug.connect((str(address), 9))
        return plug.getsockopt(socket.IPPROTO_IPV6, IPV6_MTU)


def tried(address: IPv6Address) -> Way:
    """Sends echoes that nobody may split, each as large as the kernel believes then; takes a few seconds at most.

    Raises:
        OSError: there is no way to it.
    """
    largest = largest_to(address)
    try:
        with _plug(address) as plug:
            for number in range(TRIES):
                largest = largest_to(address)  # smaller once somebody on the way has said "packet too big"
                if _answered(plug, largest, number):
                    return Way(largest, passes=True)
            return Way(largest, passes=False if _answered(plug, SMALL, TRIES) else None)
    except PermissionError:
        return Way(largest, passes=None)


def _plug(address: IPv6Address) -> socket.socket:
    """Raises PermissionError where the kernel lets this user send no echoes (net.ipv4.ping_group_range)."""
    plug = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM, socket.IPPROTO_ICMPV6)
    plug.setsockopt(socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER, NEVER_SPLIT)
    plug.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_DONTFRAG, 1)
    plug.connect((str(address), 0))
    return plug


def _answered(plug: socket.socket, size: int, number: int) -> bool:
    """Whether an echo of so many bytes comes back; what the kernel finds too large for the way doesn't."""
    body = os.urandom(size - HEADERS)
    deadline = time.monotonic() + SECONDS
    with contextlib.suppress(OSError):
        plug.send(struct.pack("!BBHHH", ECHO, 0, 0, 0, number) + body)
        while (left := deadline - time.monotonic()) > 0:
            plug.settimeout(left)
            said = plug.recv(65536)
            if said[0] == ANSWER and said[8:] == body:
                return True
    return False
