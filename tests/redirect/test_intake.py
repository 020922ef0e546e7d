"""What the headers of a request become in a visit: cut to bounds, never trusted to be text."""

from hypothesis import given
from hypothesis import strategies as st

from shortener.journal.visit import decode, encode
from shortener.net.client import Client
from shortener.net.headers import read_headers
from shortener.redirect.decide import Answer, Block
from shortener.redirect.intake import Request, make_visit
from shortener.redirect.record import Record


def a_request(key: str = "scratch-new", headers: list[tuple[bytes, bytes]] | None = None) -> Request:
    return Request(5, 1, key, "GET", "a=1", read_headers(headers or []), Client("2001:db8::1", "direct"))


NO_HEADERS = Block((), b"")
ANSWER = Answer("go", 302, NO_HEADERS, (), b"")
RECORD = Record(7, 9, 1, "scratch-new", "https://example.org/")


def test_the_headers_that_count_are_read() -> None:
    headers = [
        (b"host", b"rpf.io"),
        (b"user-agent", b"Mozilla/5.0"),
        (b"referer", b"https://example.org/page"),
        (b"accept-language", b"de-DE,de"),
        (b"sec-purpose", b"prefetch"),
        (b"cookie", b"secret"),
    ]
    assert b"cookie" not in read_headers(headers)
    visit = make_visit(a_request(headers=headers), RECORD, ANSWER)
    assert (visit.agent, visit.referrer) == ("Mozilla/5.0", "https://example.org/page")
    assert (visit.language, visit.purpose, visit.private) == ("de-DE,de", "prefetch", False)


def test_of_a_repeated_header_the_last_counts_but_all_forwarded_addresses() -> None:
    lines = [(b"host", b"a"), (b"x-forwarded-for", b"2001:db8::1"), (b"host", b"b"), (b"x-forwarded-for", b"192.0.2.1")]
    assert read_headers(lines) == {b"host": b"b", b"x-forwarded-for": b"2001:db8::1,192.0.2.1"}


def test_either_wish_for_privacy_counts_and_only_when_it_is_1() -> None:
    def private(*headers: tuple[bytes, bytes]) -> bool:
        return make_visit(a_request(headers=list(headers)), RECORD, ANSWER).private

    assert private((b"dnt", b"1"))
    assert private((b"sec-gpc", b"1"))
    assert private((b"dnt", b"1"), (b"sec-gpc", b"0"))
    assert not private((b"dnt", b"0"))


def test_a_visit_says_whether_the_main_slug_was_asked_for() -> None:
    assert make_visit(a_request(), RECORD, ANSWER).exact
    assert not make_visit(a_request("scratch-new."), RECORD, ANSWER).exact
    elsewhere = Record(7, 9, 2, "scratch-new", "https://example.org/")
    assert not make_visit(a_request(), elsewhere, ANSWER).exact


def test_a_miss_points_to_no_link() -> None:
    visit = make_visit(a_request("nope"), None, Answer("unknown", 404, NO_HEADERS, (), b""))
    assert (visit.link_id, visit.revision_id, visit.exact, visit.slug) == (0, 0, False, "nope")


def test_long_headers_are_cut() -> None:
    long = b"x" * 10_000
    visit = make_visit(a_request(headers=[(b"user-agent", long), (b"referer", long)]), RECORD, ANSWER)
    assert (len(visit.agent), len(visit.referrer)) == (1024, 2048)


@given(st.lists(st.tuples(st.sampled_from([b"user-agent", b"referer", b"accept-language"]), st.binary(max_size=300))))
def test_any_bytes_make_a_visit_that_can_be_stored(headers: list[tuple[bytes, bytes]]) -> None:
    visit = make_visit(a_request(headers=headers), RECORD, ANSWER)
    assert decode(encode(visit)) == visit
