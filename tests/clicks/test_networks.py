"""Every address there is lies in the prefix that is kept of it: Python's own slower reading agrees with the step."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.steps.network import Network, network_of

NAT64 = ipaddress.ip_network("64:ff9b::/96")
TRANSITION = [NAT64, *map(ipaddress.ip_network, ("2002::/16", "2001::/32", "::ffff:0:0/96", "64:ff9b::/64", "::/64"))]


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_lies_in_its_prefix(address: ipaddress.IPv4Address) -> None:
    prefix = str(ipaddress.ip_network((address, 24), strict=False))
    assert network_of(str(address)) == Network(4, prefix, str(address), address.packed)


@given(st.ip_addresses(v=6) | st.sampled_from(TRANSITION).flatmap(lambda net: st.ip_addresses(network=net)))
def test_every_ipv6_address_lies_in_its_own_prefix_or_that_of_the_ipv4_address_in_it(
    address: ipaddress.IPv6Address,
) -> None:
    teredo = address.teredo[1] if address.teredo else None
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    inner = address.ipv4_mapped or address.sixtofour or teredo or nat64
    wanted = ipaddress.ip_network((inner, 24) if inner else (address, 48), strict=False)
    key = inner.packed if inner else address.packed[:8]
    found = network_of(str(address))
    assert found is not None
    assert (found.family, found.prefix, found.key) == (wanted.version, str(wanted), key)
    assert ipaddress.ip_address(found.address) == (inner or address)
