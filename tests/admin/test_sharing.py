"""A link's numbers shared by an address: made and ended on the link's page, read by anybody who has it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from shortener.accounts import audit
from shortener.accounts.tables import Person, SharedPage
from shortener.admin.sharedpage import A_MINUTE
from shortener.clicks.breakdown import ALWAYS
from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.stores import Database
from tests.admin.conftest import Browser, SignedIn, words
from tests.admin.test_inviting import link_in
from tests.admin.test_link_page import add_day, figure
from tests.reports.clicking import add_clicks, add_quarters, add_totals


@pytest.fixture
def link(library: Library, database: Database, add_person: Callable[..., Person]) -> LinkView:
    """With 5 clicks of today, one of them a robot's, and everything that is nobody else's business."""
    made = library.create(
        Draft(
            target="https://example.org/?secret=7", slug="one", title="Open day", notes="Budget is short", tags=("t",)
        ),
        add_person("Grace Hopper").id,
    )
    now = now_ms()
    add_quarters(database, [(made.id, now, kind) for kind in ("human",) * 4 + ("bot",)])
    add_totals(database, made.id, clicks=5, humans=4, last_at=now, carried=10)
    add_clicks(database, [{"link_id": made.id, "clicked_at": now, "country": "MC", "prefix": "192.0.2.0/24"}])
    by_host = {"": {"human": 3, "bot": 1}, "intranet.example.org": {"human": 1}}
    countries = {"GB": {"human": 4}, "FR": {"bot": 1}}
    add_day(database, made, {ALWAYS: {"GET": {"human": 4, "bot": 1}}, "country": countries, "referrer_host": by_host})
    return made


def share(browser: Browser, link: LinkView, days: str = "30") -> str:
    return link_in(browser.post(f"/admin/links/{link.id}/share", days=days).text)


def test_whoever_has_the_address_reads_the_numbers_without_a_sign_in(
    ada: Browser, stranger: Browser, link: LinkView
) -> None:
    answer = stranger.get(share(ada, link))
    assert answer.status_code == 200
    assert figure(answer.text, "Clicks in 30 days") == "5"
    assert figure(answer.text, "Of people") == "4"
    assert figure(answer.text, "Clicks ever") == "15"
    assert "Country United Kingdom 4 80 % France 1 20 %" in words(answer)
    assert "Open day" in words(answer)


def test_it_tells_nothing_of_people_visitors_and_what_the_link_is_for(
    ada: Browser, stranger: Browser, link: LinkView
) -> None:
    path = share(ada, link)
    for asked in ("", "?range=90d", "?range=24h&country=MC&who=bots", "?since=2026-05-02&until=2026-05-03"):
        text = stranger.get(path + asked).text.replace(path, "")  # whose letters are random: any name may be among them
        for secret in (
            "Grace",
            "ada",
            "secret=7",
            "Budget",
            "192.0.2",
            "intranet",
            "Monaco",
            "/admin/links",
            "sign-in",
        ):
            assert secret not in text.replace("/static/admin/", ""), secret
        assert "<form" not in text
        assert "<script" not in text


def test_no_cookie_no_search_engine_no_copy_kept(ada: Browser, stranger: Browser, link: LinkView) -> None:
    path = share(ada, link)
    for browser in (ada, stranger):
        headers = browser.get(path).headers
        assert "Set-Cookie" not in headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
    assert "Sign out" not in ada.get(path).text


@pytest.mark.parametrize(
    ("asked", "said"), [("7d", "7 d"), ("90d", "90 d"), ("all", "All"), ("24h", "30 d"), ("'--", "30 d")]
)
def test_a_reader_chooses_among_whole_days(
    ada: Browser, stranger: Browser, link: LinkView, asked: str, said: str
) -> None:
    answer = stranger.get(f"{share(ada, link)}?range={asked}")
    assert f'aria-current="true">{said}</a>' in answer.text


def test_an_address_is_shown_once_listed_and_ended(
    ada: Browser, stranger: Browser, link: LinkView, database: Database
) -> None:
    path = share(ada, link)
    text = ada.get(f"/admin/links/{link.id}").text
    assert path not in text
    assert "Share these numbers" in text
    with database.read() as session:
        number = session.scalars(select(SharedPage.id)).one()
    assert ada.post(f"/admin/links/{link.id}/share/end", id=str(number)).status_code == 303
    closed = stranger.get(path)
    assert (closed.status_code, "taken back" in words(closed)) == (404, True)
    for wrong in (str(number), "x", ""):
        assert ada.post(f"/admin/links/{link.id}/share/end", id=wrong).status_code == 404


def test_what_was_shared_and_ended_is_in_the_audit_log(ada: Browser, link: LinkView, database: Database) -> None:
    share(ada, link, "7")
    ada.post(f"/admin/links/{link.id}/share/end", id="1")
    with database.read() as session:
        told = [(one.name, one.action, one.subject) for one in audit.lines(session, audit.Asked(), 9)]
    assert told == [("ada", "share-ended", "localhost/one"), ("ada", "shared", "localhost/one, 7 days")]


@pytest.mark.parametrize("days", ["", "2", "x", "99999999999999999999"])
def test_a_span_that_is_not_offered_is_told(ada: Browser, link: LinkView, days: str) -> None:
    answer = ada.post(f"/admin/links/{link.id}/share", days=days)
    assert (answer.status_code, "for 1, 7, 30, 90 days" in words(answer)) == (422, True)
    assert 'id="made"' not in answer.text


def test_the_numbers_of_a_deleted_link_are_closed_and_come_back_with_it(
    ada: Browser, stranger: Browser, link: LinkView, library: Library
) -> None:
    path = share(ada, link)
    library.delete(link.id, None)
    assert stranger.get(path).status_code == 404
    library.restore(link.id, None)
    assert stranger.get(path).status_code == 200


def test_viewers_share_nothing(signed_in: SignedIn, link: LinkView) -> None:
    viewer = signed_in("vera", "viewer")
    assert "Share these numbers" not in viewer.get(f"/admin/links/{link.id}").text
    assert viewer.post(f"/admin/links/{link.id}/share", days="7").status_code == 403


def test_an_address_that_is_asked_for_too_often_rests_for_a_moment(
    ada: Browser, stranger: Browser, link: LinkView
) -> None:
    path = share(ada, link)
    answers = [stranger.get(path) for _ in range(A_MINUTE + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, int(answers[-1].headers["Retry-After"]) > 0) == (429, True)


def test_guessed_addresses_close_the_door_for_a_while(stranger: Browser, app: Flask) -> None:
    answers = [stranger.get(f"/-/stats/guess-{number}") for number in range(31)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_link_without_clicks_says_so(ada: Browser, stranger: Browser, library: Library) -> None:
    empty = library.create(Draft(target="https://example.org/", slug="two"), None)
    answer = stranger.get(share(ada, empty))
    assert "No clicks in this time" in answer.text
    assert not re.search(r"<h2[^>]*>Country", answer.text)
