"""Sockets of IPv6 that take IPv4 as well, as the kernel tells of them over netlink (sock_diag(7)); needs no root."""

import socket
import struct
from collections.abc import Iterator
from ipaddress import IPv6Address

NETLINK_SOCK_DIAG, BY_FAMILY, DONE, ERROR = 4, 20, 3, 2
DUMP = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
WAITING = {socket.IPPROTO_TCP: 1 << 10, socket.IPPROTO_UDP: 1 << 7}  # states of a socket that waits for anybody
HEAD, MESSAGE = struct.Struct("=IHHII"), struct.Struct("!4xHH16s48x")  # nlmsghdr; what counts of inet_diag_msg
ATTRIBUTE, V6_ONLY = struct.Struct("=HH"), 11  # nlattr; INET_DIAG_SKV6ONLY
PATIENCE = 3.0


def dual_listeners() -> Iterator[str]:
    """Where something listens on IPv6 and takes IPv4 too, as [address]:port.

    Raises:
        OSError: this kernel doesn't tell.
    """
    for protocol in WAITING:
        for body in _told(protocol):
            port, _far, raw = MESSAGE.unpack_from(body)
            address = IPv6Address(raw)
            if _takes_ipv4(address) and not _is_v6_only(body[MESSAGE.size :]):
                yield f"[{address}]:{port}{'/udp' * (protocol == socket.IPPROTO_UDP)}"


def _takes_ipv4(address: IPv6Address) -> bool:
    """Only an address that stands for all, or for one of IPv4 that isn't the loopback's."""
    mapped = address.ipv4_mapped
    return not mapped.is_loopback if mapped else address.is_unspecified


def _is_v6_only(attributes: bytes) -> bool:
    while len(attributes) >= ATTRIBUTE.size:
        length, kind = ATTRIBUTE.unpack_from(attributes)
        if kind == V6_ONLY:
            return attributes[ATTRIBUTE.size] == 1
        attributes = attributes[max(ATTRIBUTE.size, (length + 3) & ~3) :]
    return True  # nothing said: not one that waits for anybody


def _told(protocol: int) -> Iterator[bytes]:
    """The kernel's message about each socket."""
    wanted = struct.pack("=BBBBI48x", socket.AF_INET6, protocol, 0, 0, WAITING[protocol])
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as plug:
        plug.settimeout(PATIENCE)
        plug.send(HEAD.pack(HEAD.size + len(wanted), BY_FAMILY, DUMP, 1, 0) + wanted)
        while True:
            for kind, body in _parted(plug.recv(1 << 18)):
                if kind == DONE:
                    return
                if kind == ERROR:
                    raise OSError(-struct.unpack_from("=i", body)[0], "the kernel doesn't tell of sockets")
                yield body


def _parted(block: bytes) -> Iterator[tuple[int, bytes]]:
    while len(block) >= HEAD.size:
        length, kind, *_ = HEAD.unpack_from(block)
        yield kind, block[HEAD.size : length]
        block = block[max(HEAD.size, (length + 3) & ~3) :]
