"""A program that has a link already is told that nothing has changed, and by clicks nobody is kept from changing it."""

from sqlalchemy import update

from shortener.clicks.tables import link_totals
from tests.api.program import Rest, problem, told
from tests.reports.clicking import add_totals

TARGET = "https://example.org/a"


def made(rest: Rest) -> str:
    """The ETag of a link with the slug one and one click."""
    link = rest.post("/links", {"target": TARGET, "slug": "one"})
    add_totals(rest.database, link["id"], clicks=1, humans=1, last_at=1)
    return rest.ask("GET", "/links/one").headers["ETag"]


def test_what_is_known_already_is_not_sent_again(rest: Rest) -> None:
    etag = made(rest)
    for known in (etag, f"W/{etag}", f'"else", {etag}', "*"):
        answer = rest.ask("GET", "/links/one", If_None_Match=known)
        assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in answer.headers
        assert answer.headers["RateLimit-Limit"]
    assert told(rest.ask("GET", "/links/one", If_None_Match='"else"'), 200)["slug"] == "one"
    assert problem(rest.ask("GET", "/links/none", If_None_Match="*"), 404) == "missing"


def test_a_change_and_a_click_are_both_news(rest: Rest) -> None:
    etag = made(rest)
    with rest.database.write() as session:
        session.execute(update(link_totals).values(clicks=2))
    clicked = rest.ask("GET", "/links/one", If_None_Match=etag)
    assert told(clicked, 200)["clicks"] == 2
    rest.ask("PATCH", "/links/one", {"title": "T"})
    assert told(rest.ask("GET", "/links/one", If_None_Match=clicked.headers["ETag"]), 200)["title"] == "T"


def test_a_click_keeps_nobody_from_changing_a_link(rest: Rest) -> None:
    etag = made(rest)
    with rest.database.write() as session:
        session.execute(update(link_totals).values(clicks=2))
    assert told(rest.ask("PATCH", "/links/one", {"title": "T"}, If_Match=etag), 200)["version"] == 2
    assert problem(rest.ask("PATCH", "/links/one", {"title": "U"}, If_Match=etag), 412) == "stale"


def test_id_and_version_will_do_and_proxies_may_weaken_an_etag(rest: Rest) -> None:
    link_id = rest.post("/links", {"target": TARGET, "slug": "one"})["id"]
    assert told(rest.ask("PATCH", "/links/one", {"title": "T"}, If_Match=f'"{link_id}-1"'), 200)["version"] == 2
    etag = rest.ask("GET", "/links/one").headers["ETag"]
    assert told(rest.ask("PATCH", "/links/one", {"title": "U"}, If_Match=f"W/{etag}"), 200)["version"] == 3
    for none in (f'"{link_id}"', '""', 'W/""', "", '"-"', "x"):
        assert problem(rest.ask("PATCH", "/links/one", {"title": "V"}, If_Match=none), 412) == "stale", none
