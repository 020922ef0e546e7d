"""A list is walked there and back, every link once, whatever it is sorted by, with ties and never clicked links."""

import pytest

from shortener.reports.linkquery import LinkQuery
from shortener.reports.walk import MOST_COUNTED, Stretch, walk
from shortener.stores import Database
from tests.reports.clicking import add_link, add_totals

CLICKS = {1: 5, 2: 0, 3: 5, 4: 9, 6: 5}


@pytest.fixture
def seven(any_database: Database) -> Database:
    """Seven links, all made at one moment; three share a number of clicks, and three have none."""
    for number in range(1, 8):
        add_link(any_database, number, f"{'ba'[number % 2]}{number}")
    with any_database.write() as session:
        session.connection().exec_driver_sql("UPDATE links SET created_at = 5")
    for number, clicks in CLICKS.items():
        add_totals(any_database, number, clicks=clicks, last_at=clicks * 10, carried=3)
    return any_database


def stretch(database: Database, query: LinkQuery, **place: str) -> Stretch:
    with database.read() as session:
        return walk(session, query, **place)


def there(database: Database, query: LinkQuery) -> tuple[list[list[int]], Stretch]:
    """The ids of every page, and the last page."""
    found = stretch(database, query)
    pages = [[row.link.id for row in found.rows]]
    while found.after:
        found = stretch(database, query, after=found.after)
        pages.append([row.link.id for row in found.rows])
    return pages, found


def back(database: Database, query: LinkQuery, last: Stretch) -> list[list[int]]:
    pages, found = [[row.link.id for row in last.rows]], last
    while found.before:
        found = stretch(database, query, before=found.before)
        pages.append([row.link.id for row in found.rows])
    return pages[::-1]


@pytest.mark.parametrize("per_page", [1, 3])
@pytest.mark.parametrize(
    ("sort", "rising"),
    [
        ("created", [1, 2, 3, 4, 5, 6, 7]),
        ("clicks", [2, 5, 7, 1, 3, 6, 4]),
        ("last", [2, 5, 7, 1, 3, 6, 4]),
        ("slug", [1, 3, 5, 7, 2, 4, 6]),
    ],
)
def test_every_link_comes_once_there_and_back(seven: Database, sort: str, rising: list[int], per_page: int) -> None:
    for descending in (False, True):
        query = LinkQuery(sort=sort, descending=descending, per_page=per_page)
        wanted = rising[::-1] if descending else rising
        pages, last = there(seven, query)
        assert [number for page in pages for number in page] == wanted
        assert [number for page in back(seven, query, last) for number in page] == wanted


def test_clicks_that_arrive_meanwhile_bring_nothing_back(seven: Database) -> None:
    query = LinkQuery(sort="last", per_page=2)
    first = stretch(seven, query)
    with seven.write() as session:
        session.connection().exec_driver_sql("UPDATE link_totals SET last_at = 999 WHERE link_id = 6")
    second = stretch(seven, query, after=first.after)
    assert {row.link.id for row in second.rows}.isdisjoint({row.link.id for row in first.rows})


def test_the_count_stops_where_nobody_counts_any_more(seven: Database) -> None:
    found = stretch(seven, LinkQuery(per_page=2))
    assert (found.total, found.more) == (7, False)
    assert MOST_COUNTED == 10_000


def test_deleted_links_are_walked_by_the_slugs_that_they_had(seven: Database) -> None:
    with seven.write() as session:
        session.connection().exec_driver_sql("UPDATE links SET deleted_at = 5")
        session.connection().exec_driver_sql("UPDATE slugs SET kind = 'deleted'")
    pages, _last = there(seven, LinkQuery(state="deleted", sort="slug", descending=False, per_page=3))
    assert pages == [[1, 3, 5], [7, 2, 4], [6]]
