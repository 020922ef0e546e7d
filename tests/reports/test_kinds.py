"""What a list narrows by is found through an index of its own, not by a look at every link."""

import pytest
from sqlalchemy import text

from shortener.reports.facets import facets
from shortener.reports.linkquery import LinkQuery
from shortener.stores import Database


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (LinkQuery(kind="printed"), "ix_links_printed"),
        (LinkQuery(kind="timed"), "ix_links_starting"),
        (LinkQuery(kind="timed"), "ix_links_ending"),
        (LinkQuery(kind="renamed"), "ix_slugs_kind_link_id"),
        (LinkQuery(owner=1), "ix_links_owner_id"),
        (LinkQuery(since_ms=5, until_ms=9), "ix_links_created_at"),
        (LinkQuery(clicks="some"), "ix_link_totals_clicks_link_id"),
    ],
)
def test_each_filter_has_an_index(database: Database, query: LinkQuery, index: str) -> None:
    with database.read() as session:
        members = facets(session, query)[0].members.limit(5)
        words = members.compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = " ".join(str(row) for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}")))
    assert index in plan
