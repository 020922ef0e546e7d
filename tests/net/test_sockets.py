"""Sockets of IPv6 that take IPv4 too are told from those that don't."""

import socket

import pytest

from shortener.net.sockets import dual_listeners


def listening(kind: socket.SocketKind, address: str, *, only: bool) -> socket.socket:
    plug = socket.socket(socket.AF_INET6, kind)
    plug.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, only)
    plug.bind((address, 0))
    if kind is socket.SOCK_STREAM:
        plug.listen()
    return plug


@pytest.mark.parametrize(("kind", "mark"), [(socket.SOCK_STREAM, ""), (socket.SOCK_DGRAM, "/udp")])
def test_one_that_takes_ipv4_too_is_found_and_no_other(kind: socket.SocketKind, mark: str) -> None:
    with (
        listening(kind, "::", only=False) as both,
        listening(kind, "::", only=True) as six,
        listening(kind, "::1", only=False) as here,
        listening(kind, "::ffff:127.0.0.1", only=False) as loopback,
    ):
        found = set(dual_listeners())
        places = [f"[{plug.getsockname()[0]}]:{plug.getsockname()[1]}{mark}" for plug in (both, six, here, loopback)]
    assert [place in found for place in places] == [True, False, False, False]
