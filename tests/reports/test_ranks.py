"""Links in the order of their clicks, their age or by chance, on every database that is a full store."""

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.reports.ranks import Order, ranked
from shortener.stores import Database


@pytest.fixture
def links(any_database: Database) -> Database:
    """Four links made in this order: b leads by clicks carried over, c by its own, nobody follows d."""
    library = Library(any_database, Rules(site_host="sho.rt"))
    library.ensure_default_domain()
    for slug, clicks, carried in (("a", 5, 0), ("b", 1, 20), ("c", 9, 0), ("d", 0, 0)):
        link = library.create(Draft(target=f"https://example.org/{slug}", slug=slug), None)
        if clicks:
            row = {"link_id": link.id, "clicks": clicks, "humans": 0, "last_at": 1, "carried": carried}
            with any_database.write() as session:
                session.execute(insert(link_totals).values(row))
    return any_database


def slugs(session: Session, order: Order, limit: int = 10, start: int = 0) -> str:
    return "".join(row.link.slug for row in ranked(session, order, limit, start))


@pytest.mark.parametrize(("order", "found"), [("top", "bcad"), ("bottom", "dacb"), ("last", "dcba")])
def test_links_come_in_order_and_in_any_stretch_of_it(links: Database, order: Order, found: str) -> None:
    with links.read() as session:
        assert slugs(session, order) == found
        assert slugs(session, order, limit=2, start=1) == found[1:3]
        assert slugs(session, order, limit=2, start=4) == ""


def test_chance_leaves_nobody_out(links: Database) -> None:
    with links.read() as session:
        assert {"".join(sorted(slugs(session, "random"))) for _ in range(5)} == {"abcd"}


def test_clicks_are_counted_with_those_carried_over(links: Database) -> None:
    with links.read() as session:
        assert [row.clicks for row in ranked(session, "top", 10)] == [21, 9, 5, 0]
