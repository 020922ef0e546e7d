"""Every spelling of a host comes down to one."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.net.hosts import canonical_host, is_loopback, url_host


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("rpf.io", "rpf.io"),
        ("RPF.IO", "rpf.io"),
        ("rpf.io.", "rpf.io"),
        ("rpf.io:8000", "rpf.io"),
        ("rpf.io.:80", "rpf.io"),
        ("rpf.io:", "rpf.io"),
        ("a_b.example", "a_b.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example:1", "xn--bcher-kva.example"),
        ("ｒｐｆ。io", "rpf.io"),
        ("rpf\u00ad.io", "rpf.io"),
        ("i❤.ws", "xn--i-7iq.ws"),
        ("faß.de", "xn--fa-hia.de"),
        ("[::1]", "::1"),
        ("[::1]:8000", "::1"),
        ("::1", "::1"),
        ("[2001:DB8:0:0:0:0:0:1]", "2001:db8::1"),
        ("[::ffff:127.0.0.1]", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0x7F000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("192.0.2.1.", "192.0.2.1"),
        ("１２７.0.0.1", "127.0.0.1"),
    ],
)
def test_a_host_has_one_canonical_form(text: str, host: str) -> None:
    assert canonical_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "..", ":", ":80", "a..b", ".a", "a b", " a", "a/b", "a?b", "user@a", "a%62", "a,b", "a\0", "a\n"),
        *("rpf.io:x", "rpf.io:99999", "rpf.io:-1", "rpf.io:٣", "https://rpf.io/"),
        *("[::1", "::1]", "[::1]x", "[]", "[1.2.3.4]", "[rpf.io]", "[fe80::1%25eth0]", "[fe80::1%eth0]", ":::"),
        *("1.2.3.4.5", "256.1.1.1", "4294967296", "1.2.3.08", "x.0xg1.0x", "1.1_0.0.1"),
        *("a℀.com", "\ud800.com", "a" * 64 + ".com", "a." * 127 + "toolong", "x" * 100_000),
    ],
)
def test_what_is_no_host_has_none(text: str) -> None:
    assert canonical_host(text) is None


@given(st.text(max_size=80))
def test_any_text_has_a_canonical_form_or_none(text: str) -> None:
    host = canonical_host(text)
    if host is not None:
        assert host.isascii()
        assert host == host.lower()
        assert canonical_host(url_host(host)) == host
        assert canonical_host(url_host(host) + ":8000") == host


@given(st.ip_addresses(v=6))
def test_every_ipv6_address_is_recognised_in_its_long_form(address: ipaddress.IPv6Address) -> None:
    expected = str(address.ipv4_mapped or address)
    assert canonical_host(f"[{address.exploded.upper()}]:443") == expected


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_is_recognised_as_a_number(address: ipaddress.IPv4Address) -> None:
    for text in (str(int(address)), hex(int(address)), f"[::ffff:{address}]"):
        assert canonical_host(text) == str(address)


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST.", "app.localhost", "localhost:8000", "127.0.0.1", "127.9.9.9", "::1", "[::1]:8000"),
        *("[::ffff:127.0.0.1]", "2130706433", "0.0.0.0", "[::]"),
    ],
)
def test_loopback_means_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["rpf.io", "localhost.example", "notlocalhost", "128.0.0.1", "::2", "192.168.0.1", ""])
def test_other_hosts_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)
