"""The file of links has every link that isn't deleted, with all that people wrote about it."""

import pytest
from sqlalchemy import insert

from shortener.links.tables import Slug, Tag, link_tags
from shortener.reports import linkfile
from shortener.reports.linkfile import LinkFileRow, link_rows
from shortener.stores import Database
from tests.reports.clicking import add_link, add_totals


def test_a_row_says_all_about_a_link(any_database: Database) -> None:
    add_link(
        any_database,
        1,
        "new",
        "https://new.example/",
        title="New",
        notes="a\nb",
        status=301,
        starts_at=1,
        enabled=False,
    )
    add_totals(any_database, 1, clicks=5, humans=4, last_at=1500, carried=7)
    with any_database.write() as session:
        session.add(Slug(domain_id=1, slug="old", folded="old", kind="alias", link_id=1, created_at=0))
        session.add_all([Tag(id=1, name="poster", created_at=0), Tag(id=2, name="hall 5", created_at=0)])
        session.flush()
        session.execute(insert(link_tags), [{"link_id": 1, "tag_id": 1}, {"link_id": 1, "tag_id": 2}])
    assert list(link_rows(any_database)) == [
        LinkFileRow(
            domain="rpf.io",
            slug="new",
            target="https://new.example/",
            title="New",
            notes="a\nb",
            tags="hall 5,poster",
            status=301,
            state="off",
            printed=False,
            forward_query=False,
            starts_at="1970-01-01T00:00:00.001Z",
            ends_at=None,
            aliases="old",
            clicks=5,
            humans=4,
            carried=7,
            counter=0,
            last_click_at="1970-01-01T00:00:01.500Z",
            created_at="1970-01-01T00:00:00.001Z",
            updated_at="1970-01-01T00:00:00.000Z",
        )
    ]


def test_every_link_comes_once_over_many_pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linkfile, "PAGE", 3)
    for number in range(1, 9):
        add_link(database, number, f"link{number}", deleted_at=5 if number == 4 else None)
    assert [row.slug for row in link_rows(database)] == [f"link{number}" for number in (1, 2, 3, 5, 6, 7, 8)]


def test_no_links_are_no_rows(database: Database) -> None:
    assert list(link_rows(database)) == []
