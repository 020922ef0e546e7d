"""Who the client is, through any chain of proxies."""

import ipaddress
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.net.client import (
    DIRECT,
    KNOWN_PEERS,
    NOBODY,
    PROXIED,
    Client,
    Trusted,
    client_of,
    client_of_environ,
    client_of_headers,
    rate_key,
    read_address,
)

PROXY = Trusted(("2001:db8:ff::/48", "10.0.0.0/8", "unix"))
CASES = json.loads((Path(__file__).parent / "client_cases.json").read_text())


@pytest.mark.parametrize(
    ("peer", "address"), [("2001:db8::1", "2001:db8::1"), ("192.0.2.7", "192.0.2.7"), ("::1", "::1")]
)
def test_a_peer_that_is_no_proxy_is_the_client_whatever_it_claims(peer: str, address: str) -> None:
    assert client_of(peer, ("198.51.100.1",), PROXY) == Client(address, DIRECT)
    assert client_of(peer, (), Trusted()) == Client(address, DIRECT)


@pytest.mark.parametrize("peer", ["2001:db8:ff::1", "10.1.2.3", "::ffff:10.1.2.3"])
def test_a_trusted_proxy_is_believed(peer: str) -> None:
    assert client_of(peer, ("2001:db8::9",), PROXY) == Client("2001:db8::9", PROXIED)


@pytest.mark.parametrize("peer", ["", "::1", "127.0.0.1"])
def test_this_machines_own_web_server_is_no_proxy_but_those_before_it_are(peer: str) -> None:
    trusted = Trusted(("2001:db8:ff::/48", "::1/128", "127.0.0.0/8", "unix"))
    assert client_of(peer, ("2001:db8::9, 2001:db8::9",), trusted) == Client("2001:db8::9", DIRECT)
    assert client_of(peer, ("192.0.2.9, 2001:db8:ff::1",), trusted) == Client("192.0.2.9", PROXIED)
    assert client_of(peer, ("2001:db8:ff::1, 2001:db8:ff::1",), trusted) == NOBODY


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (("1.1.1.1, 2001:db8::9",), "2001:db8::9"),
        (("1.1.1.1", "2001:db8::9"), "2001:db8::9"),
        (("2001:db8::9, 10.0.0.4, 2001:db8:ff::2",), "2001:db8::9"),
        (("2001:db8::9,10.0.0.4",), "2001:db8::9"),
    ],
)
def test_the_right_most_address_that_is_no_proxy_is_the_client(lines: tuple[str, ...], address: str) -> None:
    assert client_of("10.0.0.1", lines, PROXY) == Client(address, PROXIED)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("10.0.0.2",),
        ("10.0.0.2, 2001:db8:ff::5",),
        ("unknown",),
        ("2001:db8::9, nonsense",),
        ("2001:db8::9,",),
        ("_hidden",),
        (", ".join(["10.0.0.2"] * 5000),),
        ("9" * 100_000,),
    ],
)
def test_a_proxy_that_names_nobody_leaves_the_client_unknown(lines: tuple[str, ...]) -> None:
    assert client_of("10.0.0.1", lines, PROXY) == NOBODY


def test_a_socket_that_is_not_trusted_has_no_address_and_no_say() -> None:
    assert client_of("", ("2001:db8::9",), Trusted(("10.0.0.0/8",))) == NOBODY


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("192.0.2.1:8080", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
    ],
)
def test_addresses_are_read_in_every_form_that_proxies_write(text: str, address: str) -> None:
    assert str(read_address(text)) == address


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1.2.3.4.5", "::1::2", "[", "[]", "1.2.3.4, 5.6.7.8", "0" * 999])
def test_nonsense_is_no_address(text: str) -> None:
    assert read_address(text) is None


@given(st.text(max_size=120))
def test_no_text_in_a_header_breaks_the_reader(text: str) -> None:
    client = client_of("10.0.0.1", (text,), PROXY)
    assert client == NOBODY or ipaddress.ip_address(client.address)


@pytest.mark.parametrize("case", CASES["yourls"], ids=lambda case: str(case["peer"]))
def test_the_cases_of_the_system_we_replace_hold_where_its_rules_were_sound(case: dict[str, object]) -> None:
    peer, lines, trusted = str(case["peer"]), case["forwarded_for"], case["trusted"]
    assert isinstance(lines, list)
    assert isinstance(trusted, list)
    assert client_of(peer, lines, Trusted(trusted)).address == case["address"]


def test_a_wsgi_request_is_read_like_any_other() -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "2001:db8::9"}
    assert client_of_environ(environ, PROXY) == Client("2001:db8::9", PROXIED)
    assert client_of_environ({}, Trusted()) == NOBODY


def test_peers_are_remembered_within_bounds() -> None:
    trusted = Trusted(("10.0.0.0/8",))
    for number in range(KNOWN_PEERS + 50):
        client_of(f"2001:db8::{number:x}", (), trusted)
    assert trusted.direct.cache_info().currsize == KNOWN_PEERS


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("192.0.2.9", "192.0.2.9/32"),
        ("::ffff:192.0.2.9", "192.0.2.9/32"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_limits_count_networks_that_one_person_holds(address: str, key: str) -> None:
    assert rate_key(address) == key


def test_headers_are_read_only_for_those_who_may_speak_for_others() -> None:
    lines = {b"accept": b"*/*", b"x-forwarded-for": b"2001:db8::9,192.0.2.1, 2001:db8::2"}
    trusted = Trusted(["2001:db8::2/128"])
    assert client_of_headers("2001:db8::2", lines, trusted) == ("192.0.2.1", "proxied")
    assert client_of_headers("2001:db8::3", lines, trusted) == ("2001:db8::3", "direct")
