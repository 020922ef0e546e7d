"""Which addresses this machine may ask for somebody else: public ones, also behind the IPv4 that IPv6 forms carry."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

WELL_KNOWN = IPv6Network("64:ff9b::/96")  # RFC 6052
LOCAL_USE = IPv6Network("64:ff9b:1::/48")  # RFC 8215
COMPATIBLE, TRANSLATED = IPv6Network("::/96"), IPv6Network("::ffff:0:0:0/96")  # RFC 4291, RFC 2765
NEVER = tuple(map(IPv6Network, ("fec0::/10", "ff00::/8", "3fff::/20", "5f00::/16", "100::/64", "2001:db8::/32")))
# Python 3.11 knows of the first only parts, though a cloud has its metadata there; the second was 6to4's (RFC 7526).
NEVER_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
# Where RFC 6052, section 2.2 puts the four bytes, by length of prefix; byte 8 is always zero.
PLACES = {32: (4, 5, 6, 7), 40: (5, 6, 7, 9), 48: (6, 7, 9, 10), 56: (7, 9, 10, 11), 64: (9, 10, 11, 12),
          96: (12, 13, 14, 15)}  # fmt: skip


def why_not(address: IPv4Address | IPv6Address, nat64: Sequence[IPv6Network] = ()) -> str:
    """Why an address must not be asked; empty when it may.

    Args:
        nat64: the prefixes under which a translator of this network reaches IPv4.
    """
    if isinstance(address, IPv4Address):
        public = address.is_global and not address.is_multicast and not any(address in network for network in NEVER_V4)
        return "" if public else f"{address} is not a public address"
    inner = list(_carried(address, nat64))
    for one in inner:
        if refusal := why_not(one):
            return f"{address} stands for {refusal}"
    if inner and _is_translated(address, nat64):
        return ""
    plain = address.is_global and not address.is_multicast and not any(address in network for network in NEVER)
    return "" if plain else f"{address} is not a public address"


def embed(address: IPv4Address, prefix: IPv6Network) -> IPv6Address:
    """The address under which a translator reaches an IPv4 one."""
    parts = bytearray(prefix.network_address.packed)
    for place, byte in zip(PLACES[prefix.prefixlen], address.packed, strict=True):
        parts[place] = byte
    return IPv6Address(bytes(parts))


def carried(address: IPv6Address, prefix: IPv6Network) -> IPv4Address:
    """The IPv4 address that one below this prefix carries."""
    return IPv4Address(bytes(address.packed[place] for place in PLACES[prefix.prefixlen]))


def _is_translated(address: IPv6Address, nat64: Sequence[IPv6Network]) -> bool:
    return any(address in network for network in (WELL_KNOWN, *nat64))


def _carried(address: IPv6Address, nat64: Sequence[IPv6Network]) -> Iterator[IPv4Address]:
    """Every IPv4 address that somebody on the way could make of it."""
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    for network in (WELL_KNOWN, COMPATIBLE, TRANSLATED, *nat64):
        if address in network:
            yield carried(address, network)
    if address in LOCAL_USE:
        for length in (48, 56, 64, 96):
            yield carried(address, IPv6Network((address, length), strict=False))
