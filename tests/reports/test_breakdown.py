"""How clicks divide adds up to the clicks, over whichever days."""

import datetime as dt

from sqlalchemy import insert

from shortener.clicks.tables import link_days, site_days
from shortener.reports.breakdown import Slice, breakdown
from shortener.reports.periods import DAY_MS, Period, day_start
from shortener.reports.scope import of_link
from shortener.stores import Database
from tests.divided import Divided, packed

ZONE = "Asia/Kathmandu"
FIRST = dt.date(2026, 11, 20)


def add_day(database: Database, link_id: int | None, after: int, found: Divided) -> None:
    day = FIRST.toordinal() + after
    with database.write() as session:
        if link_id is None:
            session.execute(insert(site_days), [{"day": day, "data": packed(found)}])
        else:
            session.execute(insert(link_days), [{"link_id": link_id, "day": day, "data": packed(found)}])


def days(first: int, count: int) -> Period:
    start = day_start(FIRST, ZONE) + first * DAY_MS
    return Period(start, start + count * DAY_MS, ZONE)


def test_days_are_added_up_and_the_most_clicked_value_comes_first(any_database: Database) -> None:
    add_day(any_database, 1, 0, {"country": {"GB": {"human": 2, "bot": 1}, "IN": {"human": 4}}})
    add_day(any_database, 1, 1, {"country": {"GB": {"human": 3}}, "language": {"en": {"human": 3}}})
    with any_database.read() as session:
        assert breakdown(session, of_link(1), days(0, 2), "country") == [
            Slice("GB", 6, {"human": 5, "bot": 1}),
            Slice("IN", 4, {"human": 4}),
        ]
        assert breakdown(session, of_link(1), days(0, 2), "language") == [Slice("en", 3, {"human": 3})]


def test_only_the_days_of_the_period_count(database: Database) -> None:
    for after in range(4):
        add_day(database, 1, after, {"country": {"GB": {"human": 10**after}}})
    with database.read() as session:
        assert breakdown(session, of_link(1), days(1, 2), "country") == [Slice("GB", 110, {"human": 110})]


def test_a_link_and_the_site_have_their_own_numbers(database: Database) -> None:
    add_day(database, 1, 0, {"country": {"GB": {"human": 1}}})
    add_day(database, None, 0, {"country": {"GB": {"human": 5}}})
    with database.read() as session:
        assert breakdown(session, of_link(None), days(0, 1), "country") == [Slice("GB", 5, {"human": 5})]
        assert breakdown(session, of_link(2), days(0, 1), "country") == []


def test_values_with_the_same_number_stand_in_the_order_of_the_alphabet(database: Database) -> None:
    add_day(database, 1, 0, {"country": {name: {"human": 1} for name in ("IN", "GB", "FR")}})
    with database.read() as session:
        assert [found.value for found in breakdown(session, of_link(1), days(0, 1), "country")] == ["FR", "GB", "IN"]


def test_an_unknown_dimension_has_no_slices(database: Database) -> None:
    add_day(database, 1, 0, {"country": {"GB": {"human": 1}}})
    with database.read() as session:
        assert breakdown(session, of_link(1), days(0, 1), "shoe size") == []
