"""Links without a title get that of their page, in whatever way it is written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import TITLE, Library
from shortener.links.rules import Rules
from shortener.links.titles import fetch_title, title_of
from shortener.links.views import LinkView
from shortener.net.fetch import FetchFailed, Page
from shortener.stores import Database
from shortener.work import claim
from tests.outside import HOST, Outside, outside

HTML = {"content-type": "text/html"}


def page(body: bytes, **headers: str) -> Page:
    return Page("https://example.org/", 200, body, True, HTML | {k.replace("_", "-"): v for k, v in headers.items()})


@pytest.mark.parametrize(
    ("body", "charset", "title"),
    [
        (b"<title>Plain</title>", "", "Plain"),
        (b"<TITLE lang=en>\n Two \t lines\n</TITLE>", "", "Two lines"),
        ("<title>Caf\u00e9 &amp; &#x1F600; bar</title>".encode(), "utf-8", "Caf\u00e9 & \U0001f600 bar"),
        ("<title>Caf\u00e9</title>".encode("cp1252"), "ISO-8859-1", "Caf\u00e9"),
        ("<meta charset='windows-1251'><title>\u041f\u0440\u0438\u0432\u0435\u0442</title>".encode("cp1251"), "",
         "\u041f\u0440\u0438\u0432\u0435\u0442"),
        ("<title>\u65e5\u672c</title>".encode("shift_jis"), "Shift_JIS", "\u65e5\u672c"),
        ("\ufeff<title>marked</title>".encode("utf-16-le"), "", "marked"),
        ("<title>\u00fc</title>".encode(), "no-such-charset", "\u00fc"),
        (b"<title>\xff broken</title>", "utf-8", "\ufffd broken"),
        (b"<svg><title>drawing</title></svg><title>page</title>", "", "page"),
        (b"<title>first</title><title>second</title>", "", "first"),
        (b"<title>never closed", "", "never closed"),
        (b"<p>none", "", ""),
        (b"", "", ""),
        (b"<title>" + b"x" * 1000 + b"</title>", "", "x" * 300),
    ],
)  # fmt: skip
def test_a_title_is_read_as_browsers_read_it(body: bytes, charset: str, title: str) -> None:
    kind = f"text/html; charset={charset}" if charset else "text/html"
    assert title_of(page(body, content_type=kind)) == title


def test_what_is_no_page_has_no_title() -> None:
    assert title_of(page(b"<title>x</title>", content_type="application/pdf")) == ""
    assert title_of(Page("https://example.org/", 404, b"<title>Not found</title>", True, HTML)) == ""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with outside(monkeypatch) as made:
        yield made


@pytest.fixture
def looking(library: Library, database: Database) -> Library:
    """A library that looks titles up."""
    return Library(database, Rules(site_host=library.rules.site_host, fetch_titles=True))


def queued(database: Database) -> list[Any]:
    found = []
    while job := claim(database, "test", [TITLE], now_ms() + 1):
        found.append(job.payload)
    return found


def job_of(link: LinkView) -> dict[str, Any]:
    return {"link": link.id, "target": link.target}


def test_a_link_made_without_a_title_gets_one(looking: Library, database: Database, site: Outside) -> None:
    site.answers["/"] = (200, HTML, b"<title>The page</title>")
    link = looking.create(Draft(target=f"http://{HOST}/", slug="a"), None)
    looking.create(Draft(target=f"http://{HOST}/b", slug="b", title="Its own"), None)
    looking.create(Draft(target="mailto:people@example.org", slug="c"), None)
    assert [json.loads(one) for one in queued(database)] == [job_of(link)]
    fetch_title(looking, site.fetcher(), job_of(link))
    assert looking.get(link.id).title == "The page"
    assert looking.history(link.id)[0].reason == "title of the page"


def test_a_person_who_was_faster_keeps_what_they_wrote(looking: Library, site: Outside) -> None:
    site.answers["/"] = (200, HTML, b"<title>The page</title>")
    link = looking.create(Draft(target=f"http://{HOST}/", slug="a"), None)
    looking.edit(link.id, Edit(title="By hand"), None)
    fetch_title(looking, site.fetcher(), job_of(link))
    assert looking.get(link.id).title == "By hand"


def test_where_it_may_not_be_asked_the_link_stays_without(looking: Library, site: Outside) -> None:
    inwards = looking.create(Draft(target="http://[64:ff9b::7f00:1]/", slug="a"), None)
    fetch_title(looking, site.fetcher(), job_of(inwards))
    assert looking.get(inwards.id).title == ""


def test_where_there_is_no_answer_it_is_tried_again(looking: Library, site: Outside) -> None:
    site.names["gone.example"] = []
    gone = looking.create(Draft(target="http://gone.example/", slug="a"), None)
    with pytest.raises(FetchFailed):
        fetch_title(looking, site.fetcher(), job_of(gone))


def test_it_can_be_turned_off(library: Library, database: Database) -> None:
    off = Library(database, Rules(site_host=library.rules.site_host, fetch_titles=False))
    off.create(Draft(target="https://example.org/b", slug="b"), None)
    assert queued(database) == []
