"""What a record answers at a moment: pure, so every case is a row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.net.queries import merge_query
from shortener.redirect.decide import Answer, Site, decide, judge, show_page
from shortener.redirect.record import Record

NOW = 1_000_000
PAGES = {name: f"<p>{name}</p>".encode() for name in ("unknown", "off", "early", "over", "deleted", "away", "host")}
SITE = Site("node-1", PAGES)


def a_record(**changes: Any) -> Record:
    known: dict[str, Any] = {
        "link_id": 7,
        "revision_id": 9,
        "domain_id": 1,
        "slug": "scratch-new",
        "location": "https://scratch.mit.edu/projects/editor/",
    }
    return Record(**(known | changes))


def header(answer: Answer, name: bytes) -> bytes | None:
    return dict(answer.headers).get(name)


def test_a_page_comes_in_the_language_that_is_asked_for_and_tells_caches_so() -> None:
    site = Site("n", PAGES, pages_for=lambda accepted: {"unknown": b"<p>" + accepted})
    answer = decide(site, None, NOW, "GET", "", known={b"accept-language": b"de"})
    assert (answer.body, header(answer, b"vary")) == (b"<p>de", b"Accept-Language")
    assert header(decide(site, a_record(), NOW, "GET", "", known={b"accept-language": b"de"}), b"vary") is None


def test_a_live_link_redirects_to_exactly_its_target() -> None:
    answer = decide(SITE, a_record(), NOW, "GET", "")
    assert (answer.outcome, answer.status, answer.body) == ("go", 302, b"")
    assert header(answer, b"location") == b"https://scratch.mit.edu/projects/editor/"
    assert header(answer, b"content-length") == b"0"


def test_every_answer_keeps_browsers_coming_back_and_robots_away() -> None:
    for record in (a_record(), None, a_record(state="deleted")):
        answer = decide(SITE, record, NOW, "GET", "")
        assert header(answer, b"cache-control") == b"no-store"
        assert header(answer, b"x-robots-tag") == b"noindex"
        assert header(answer, b"x-served-by") == b"node-1"
        assert header(answer, b"referrer-policy") == b"strict-origin-when-cross-origin"


@pytest.mark.parametrize("status", [301, 303, 307, 308])
def test_a_links_own_status_wins_over_the_sites(status: int) -> None:
    assert decide(SITE, a_record(status=status), NOW, "GET", "").status == status


def test_the_sites_status_is_used_where_the_link_has_none() -> None:
    assert decide(Site("n", PAGES, status=307), a_record(), NOW, "GET", "").status == 307


@pytest.mark.parametrize(
    ("changes", "outcome", "status"),
    [
        ({"state": "off"}, "off", 404),
        ({"state": "deleted"}, "deleted", 410),
        ({"starts_at": NOW + 1}, "early", 404),
        ({"ends_at": NOW}, "over", 410),
        ({"starts_at": NOW, "ends_at": NOW + 1}, "go", 302),
        ({"state": "deleted", "starts_at": NOW + 1}, "deleted", 410),
    ],
)
def test_a_link_that_does_not_live_says_why(changes: dict[str, Any], outcome: str, status: int) -> None:
    answer = decide(SITE, a_record(**changes), NOW, "GET", "")
    assert (answer.outcome, answer.status) == (outcome, status)
    assert judge(a_record(**changes), NOW) == outcome
    assert answer.body == (b"" if outcome == "go" else PAGES[outcome])


def test_an_unknown_slug_gets_a_real_404_page() -> None:
    answer = decide(SITE, None, NOW, "GET", "")
    assert (answer.status, answer.body, header(answer, b"location")) == (404, PAGES["unknown"], None)
    assert header(answer, b"content-type") == b"text/html; charset=utf-8"


def test_a_setting_may_send_unknown_slugs_elsewhere() -> None:
    answer = decide(Site("n", PAGES, unknown_url="https://example.org/"), None, NOW, "GET", "")
    assert (answer.outcome, answer.status, header(answer, b"location")) == ("unknown", 302, b"https://example.org/")


def test_head_answers_like_get_without_the_body() -> None:
    got, head = (decide(SITE, None, NOW, method, "") for method in ("GET", "HEAD"))
    assert head.headers == got.headers
    assert (head.body, got.body) == (b"", PAGES["unknown"])


def test_while_the_database_is_away_a_visitor_is_told_when_to_come_back() -> None:
    answer = show_page(SITE, "away", "GET")
    assert (answer.status, header(answer, b"retry-after")) == (503, b"5")


def test_a_stranger_host_is_misdirected() -> None:
    assert show_page(SITE, "host", "GET").status == 421


@pytest.mark.parametrize(
    ("location", "query", "merged"),
    [
        ("https://e.org/", "a=1", "https://e.org/?a=1"),
        ("https://e.org/?own=1", "a=1&b", "https://e.org/?own=1&a=1&b"),
        ("https://e.org/?a=own", "a=visitor&b=2", "https://e.org/?a=own&b=2"),
        ("https://e.org/?a%20b=own", "a+b=visitor", "https://e.org/?a%20b=own"),
        ("https://e.org/x#part", "a=1", "https://e.org/x?a=1#part"),
        ("https://e.org/x?y#part?z", "a=1", "https://e.org/x?y&a=1#part?z"),
        ("https://e.org/?", "a=1", "https://e.org/?a=1"),
        ("https://e.org/", "&&", "https://e.org/"),
        ("https://e.org/", "q=caf\xe9", "https://e.org/?q=caf%C3%A9"),
        ("https://e.org/", "q=a%20b", "https://e.org/?q=a%20b"),
    ],
)
def test_a_forwarded_query_goes_before_the_fragment_and_the_targets_keys_win(
    location: str, query: str, merged: str
) -> None:
    assert merge_query(location, query) == merged


def test_a_query_is_dropped_unless_the_link_forwards_it() -> None:
    assert header(decide(SITE, a_record(), NOW, "GET", "a=1"), b"location") == a_record().location.encode()
    forwarded = decide(SITE, a_record(forward_query=True), NOW, "GET", "a=1")
    assert header(forwarded, b"location") == a_record().location.encode() + b"?a=1"


@given(st.text(alphabet=st.characters(max_codepoint=255), max_size=200))
def test_no_query_can_break_out_of_the_location_header(query: str) -> None:
    merged = merge_query("https://e.org/x?y=1#z", query)
    assert merged.isascii()
    assert not set(merged) & {"\r", "\n", " ", "\0"}
    assert merged.startswith("https://e.org/x?y=1")
    assert merged.endswith("#z")
