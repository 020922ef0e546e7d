"""Referrers keep where a visitor came from, without what may be private in a URL."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.steps.referrer import LONGEST, clean_referrer
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.visiting import a_visit, stored


@pytest.mark.parametrize(
    ("referrer", "cleaned", "host"),
    [
        ("https://www.example.org/a/b", "https://www.example.org/a/b", "www.example.org"),
        ("https://example.org", "https://example.org", "example.org"),
        ("https://example.org/a?token=secret#part", "https://example.org/a", "example.org"),
        ("https://ada:secret@example.org/a", "https://example.org/a", "example.org"),
        ("https://a@b@example.org/a", "https://example.org/a", "example.org"),
        ("HTTPS://EXAMPLE.org./A", "https://example.org/A", "example.org"),
        ("http://example.org:8080/a", "http://example.org/a", "example.org"),
        ("http://[2001:DB8:0::1]:80/a", "http://[2001:db8::1]/a", "2001:db8::1"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä", "xn--bcher-kva.example"),
        ("  https://example.org/a ", "https://example.org/a", "example.org"),
        ("https://example.org/a\0b", "https://example.org/ab", "example.org"),
    ],
)
def test_user_query_and_fragment_are_dropped_and_hosts_have_one_spelling(
    referrer: str, cleaned: str, host: str
) -> None:
    assert clean_referrer(referrer) == (cleaned, host)


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "about:blank",
        "javascript:alert(1)",
        "//example.org/a",
        "https://",
        "https://[::1/a",
        "https://[fe80::1%25eth0]/",
        "https://exa mple/",
        "https://example.org:99999/",
        "https://℀.example/",
        "�����",
    ],
)
def test_what_is_no_web_address_is_no_referrer(referrer: str) -> None:
    assert clean_referrer(referrer) == (None, None)


@given(st.text(max_size=200), st.sampled_from(["", "http://", "https://", "https://example.org/", "https://["]))
def test_no_text_at_all_breaks_the_step_or_what_is_stored_of_it(junk: str, start: str) -> None:
    cleaned, host = clean_referrer(start + junk)
    assert (cleaned is None) == (host is None)
    assert cleaned is None or ("\0" not in cleaned and "?" not in cleaned and len(cleaned) <= LONGEST)
    assert host is None or (host.isascii() and len(host) <= 253 and "@" not in host)


def test_a_long_referrer_is_cut(database: Database, journal: Journal) -> None:
    [row] = stored(database, journal, a_visit(referrer="https://example.org/" + "a" * 2000))
    assert len(row["referrer"]) == LONGEST
    assert row["referrer_host"] == "example.org"


def test_of_who_asks_for_privacy_only_the_host_is_kept(database: Database, journal: Journal) -> None:
    [row] = stored(database, journal, a_visit(referrer="https://example.org/patients/7", private=True))
    assert (row["referrer"], row["referrer_host"]) == (None, "example.org")
