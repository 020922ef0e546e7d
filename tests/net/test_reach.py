"""Which addresses may be asked for somebody else: no form of writing leads inwards."""

from ipaddress import IPv4Address, IPv6Network, ip_address

import pytest

from shortener.net.reach import PLACES, carried, embed, why_not
from shortener.net.resolving import prefixes_in

INWARDS = [
    *("127.0.0.1", "10.0.0.1", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1", "192.0.0.192", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "3fff::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1:7f00:0:100::", "64:ff9b:1::808:808"),
    *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::", "2001:0:808:808:0:0:80ff:fffe", "2001:0:a00:1::"),
]
OUTWARDS = ["8.8.8.8", "192.175.48.2", "2606:4700::1111", "2a00:1098:0:82::1", "64:ff9b::808:808", "64:ff9b::c0af:3002"]


@pytest.mark.parametrize("address", INWARDS)
def test_nothing_that_leads_inwards_may_be_asked(address: str) -> None:
    assert address.split("%", maxsplit=1)[0] in why_not(ip_address(address)) or "not a public address" in why_not(
        ip_address(address)
    )
    assert why_not(ip_address(address)) != ""


@pytest.mark.parametrize("address", OUTWARDS)
def test_public_addresses_may_be_asked_also_through_the_translator(address: str) -> None:
    assert why_not(ip_address(address)) == ""


@pytest.mark.parametrize("length", PLACES)
def test_behind_the_networks_own_translator_the_inner_address_counts(length: int) -> None:
    prefix = IPv6Network(("2a00:1098:2b::", length), strict=False)
    for inner, may in (("8.8.8.8", True), ("127.0.0.1", False), ("169.254.169.254", False)):
        outer = embed(IPv4Address(inner), prefix)
        assert carried(outer, prefix) == IPv4Address(inner)
        assert (why_not(outer, [prefix]) == "") == may


def test_the_translators_prefix_is_known_by_the_well_known_name() -> None:
    for length in PLACES:
        prefix = IPv6Network(("2001:67c:2960:6464::", length), strict=False)
        shown = [embed(IPv4Address(one), prefix) for one in ("192.0.0.170", "192.0.0.171")]
        assert prefix in prefixes_in(shown)
    assert prefixes_in([]) == ()
