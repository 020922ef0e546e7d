"""Check of what fits through: the interface, and the way to each whom this machine needs, with packets of full size."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv6Address

from shortener.cli.checks import Finding
from shortener.net.client import Trusted
from shortener.net.packets import LEAST, largest_to, tried
from shortener.net.resolving import NotResolved, addresses_of
from shortener.settings import Settings

PATIENCE = 5.0
ANYWHERE = IPv6Address("2001:db8::1")  # takes the default route; nothing is sent there (RFC 3849)
TOO_BIG = "Let ICMPv6 type 2 (packet too big) in here and through everywhere on the way (RFC 4890, 4.3.1)"


def packet_findings(settings: Settings, others: Sequence[str]) -> Iterator[Finding]:
    """The way out, then the ways to the proxies and to other hosts by name.

    Args:
        others: such as the DNS API, and one that only NAT64 reaches.
    """
    mend = f"Set it with: ip link set mtu 1500 dev …; IPv6 works with {LEAST} at least, and not at all without."
    try:
        largest = largest_to(ANYWHERE)
    except OSError as error:
        yield Finding("MTU", False, f"no way out: {error.strerror}", "a default route for IPv6", "See: ip -6 route.")
        return
    yield Finding("MTU", largest >= LEAST, f"{largest} bytes", f"{LEAST} bytes at least", mend)
    for proxy in proxies_of(settings):
        yield _way("the proxy", proxy)
    for host in others:
        yield from _to(host)


def proxies_of(settings: Settings) -> list[IPv6Address]:
    """Those that are named by their address, not by a network."""
    networks = Trusted(settings.trusted_proxies).networks
    return [IPv6Address(one.network_address) for one in networks if one.version == 6 and one.prefixlen == 128]


def _to(host: str) -> Iterator[Finding]:
    """Nothing where its name has no IPv6 address: others tell of that."""
    try:
        found = next((one for one in addresses_of(host, PATIENCE) if isinstance(one, IPv6Address)), None)
    except NotResolved:
        return
    if found is not None:
        yield _way(host, found)


def _way(name: str, address: IPv6Address) -> Finding:
    what, wanted = f"packets to {name} [{address}]", "large ones come through"
    try:
        way = tried(address)
    except OSError as error:
        return Finding(what, False, f"no way: {error.strerror}", wanted, "See: ip -6 route.")
    found = {
        True: f"{way.largest} bytes come through",
        False: f"small ones come through, and those of {way.largest} bytes don't",
        None: f"not tried, since no echo comes back; {way.largest} bytes as far as is known",
    }[way.passes]
    mend = f"{TOO_BIG}; until then: ip link set mtu {LEAST} dev …"
    return Finding(what, way.passes is not False, found, wanted, f"{mend}.")
