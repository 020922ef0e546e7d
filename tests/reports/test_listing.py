"""Any stretch of the links in any order, and clicks between any two moments, on every database."""

import pytest
from sqlalchemy import insert

from shortener.clicks.tables import link_totals
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.reports.counting import clicks_between
from shortener.reports.listing import Listing, listed
from shortener.reports.periods import QUARTER_MS
from shortener.stores import Database
from tests.reports.clicking import add_clicks, add_quarters

Q = QUARTER_MS
TIMES = [0, 1, Q - 1, Q, 2 * Q + 5, 2 * Q + 6, 5 * Q]


@pytest.fixture
def links(any_database: Database) -> Database:
    library = Library(any_database, Rules(site_host="sho.rt"))
    library.ensure_default_domain()
    for slug, target, clicks, carried in (("b", "z", 5, 0), ("c", "x", 1, 20), ("a", "y", 0, 0)):
        link = library.create(Draft(target=f"https://example.org/{target}", slug=slug, title=slug * 2), None)
        row = {"link_id": link.id, "clicks": clicks, "humans": 0, "last_at": 1, "carried": carried}
        with any_database.write() as session:
            session.execute(insert(link_totals).values(row))
    gone = library.create(Draft(target="https://example.org/gone", slug="gone"), None)
    library.delete(gone.id, None)
    return any_database


def test_links_come_in_every_order(links: Database) -> None:
    expected = {"timestamp": "bca", "keyword": "abc", "url": "cab", "title": "abc", "clicks": "abc", "other": "bca"}
    with links.read() as session:
        for sort, order in expected.items():
            rows, total = listed(session, Listing(sort=sort, descending=False, limit=9))
            assert ("".join(row.link.slug for row in rows), total) == (order, 3), sort
            rows, _ = listed(session, Listing(sort=sort, limit=9))
            assert "".join(row.link.slug for row in rows) == order[::-1], sort


def test_a_page_of_a_search_knows_how_many_there_are(links: Database) -> None:
    with links.read() as session:
        rows, total = listed(session, Listing(search="example.org", limit=1, start=1))
        assert ([row.link.slug for row in rows], total) == (["c"], 3)
        assert listed(session, Listing(search="nothing", limit=5)) == ([], 0)
        assert listed(session, Listing(search="cc", limit=5))[0][0].clicks == 21


def test_clicks_between_any_two_moments_are_those_of_the_rows(any_database: Database) -> None:
    add_clicks(any_database, [{"link_id": 1, "clicked_at": at} for at in TIMES])
    add_clicks(any_database, [{"link_id": 2, "clicked_at": at} for at in TIMES])
    add_quarters(any_database, [(link, at, "human") for link in (1, 2) for at in TIMES])
    edges = [0, 1, Q - 1, Q, Q + 1, 2 * Q + 5, 2 * Q + 6, 3 * Q, 5 * Q, 5 * Q + 1, 9 * Q]
    with any_database.read() as session:
        for since in edges:
            for until in edges:
                wanted = sum(since <= at < until for at in TIMES)
                assert clicks_between(session, [1], since, until) == wanted, (since, until)
        assert clicks_between(session, [1, 2], 0, 9 * Q) == 2 * len(TIMES)
