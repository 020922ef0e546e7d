"""A target in a Location header: ASCII, safe, and leading to the same place."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.links.errors import Refused
from shortener.links.target import check, location


@pytest.mark.parametrize(
    ("target", "header"),
    [
        ("https://example.org/a%20b?c=d#e", "https://example.org/a%20b?c=d#e"),
        ("HTTPS://EXAMPLE.org/%zz/[x]?{y}|\"<>^`'", "HTTPS://EXAMPLE.org/%zz/[x]?{y}|\"<>^`'"),
        ("http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"),
        ("http://[2001:db8::1]/ü", "http://[2001:db8::1]/%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://bücher.example:8080/ü?q=ß#ö", "https://xn--bcher-kva.example:8080/%C3%BC?q=%C3%9F#%C3%B6"),
        ("https://bücher9", "https://xn--bcher9-3ya"),
        ("https://bücher.example?x=é", "https://xn--bcher-kva.example?x=%C3%A9"),
        ("https://ｅｘａｍｐｌｅ．org/", "https://example.org/"),
        ("https://b%C3%BCcher.example/é", "https://b%C3%BCcher.example/%C3%A9"),
        ("https://example.org/%C3%BC/ü", "https://example.org/%C3%BC/%C3%BC"),
        ("https://i❤.ws/", "https://xn--i-7iq.ws/"),
        ("mailto:jürgen@example.org", "mailto:j%C3%BCrgen@example.org"),
    ],
)
def test_hosts_become_punycode_and_the_rest_percent_encoded(target: str, header: str) -> None:
    assert location(target) == header


@pytest.mark.parametrize("target", ["a\r\nSet-Cookie: x", "é\nb", "https://é\r\n/", "a b", "\ud800", "\x7f", ""])
def test_even_a_target_that_no_check_would_pass_is_safe_in_a_header(target: str) -> None:
    header = location(target)
    assert header.isascii()
    assert not any(c.isspace() or not c.isprintable() for c in header)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=100).map("https://example.org/".__add__))
def test_an_ascii_target_goes_out_exactly_as_typed(target: str) -> None:
    assert location(target) == target


@given(st.text(max_size=80).map("https://example.org/".__add__) | st.text(max_size=40).map("https://".__add__))
def test_the_location_of_every_target_is_safe_and_a_target_itself(text: str) -> None:
    try:
        target = check(text, ("https",), lambda _host, _port: False)
    except Refused:
        return
    header = location(target)
    assert header.isascii()
    assert header.isprintable()
    assert location(header) == header
    assert check(header, ("https",), lambda _host, _port: False) == header


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Z")), max_size=60))
def test_path_and_query_say_the_same_after_decoding(text: str) -> None:
    assert unquote(location(f"https://example.org/{text}")) == unquote(f"https://example.org/{text}")
