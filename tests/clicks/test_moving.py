"""Clicks from another system's log are counted like all others, once, and the audit adds up over the gaps in it."""

from pathlib import Path

import pytest
from sqlalchemy import select

from shortener.clicks.audit import audit
from shortener.clicks.counters import put_counters
from shortener.clicks.moving import Busy, Mover, Told
from shortener.clicks.steps import Knowledge
from shortener.clicks.tables import clicks, journals, link_totals
from shortener.stores import Database
from tests.clicks.journaling import NOON, ZONE, rows_of, visit


def mover(database: Database) -> Mover:
    return Mover(database, ZONE, Knowledge(), "old.1", "old")


def told(position: int, country: str = "") -> Told:
    return Told(position, visit(at=NOON + position), country)


def test_a_log_goes_on_where_it_ended_and_its_gaps_are_no_losses(any_database: Database, tmp_path: Path) -> None:
    first = mover(any_database)
    assert first.add([told(3), told(7)], 10) == 0
    second = mover(any_database)
    assert second.position == 10
    second.add([told(12)], 12)
    second.add([], 20)
    second.finish()
    (journal,) = rows_of(any_database, journals)
    assert (journal["position"], journal["clicks"], journal["skipped"]) == (20, 3, 17)
    found = audit(any_database, tmp_path)
    assert (found.received, found.stored, found.problems) == (3, 3, [])


def test_two_at_once_store_nothing_twice(any_database: Database) -> None:
    one, other = mover(any_database), mover(any_database)
    one.add([told(1)], 1)
    with pytest.raises(Busy):
        other.add([told(1)], 1)
    assert len(rows_of(any_database, clicks)) == 1


def test_an_impossible_visit_is_set_aside_and_counted(any_database: Database, tmp_path: Path) -> None:
    assert mover(any_database).add([Told(1, visit(at=5), ""), told(2)], 2) == 1
    found = audit(any_database, tmp_path)
    assert (found.set_aside, found.stored, found.problems) == (1, 1, [])


def test_a_country_is_the_one_of_then(any_database: Database) -> None:
    mover(any_database).add([told(1, "AQ"), told(2)], 2)
    assert [row["country"] == "AQ" for row in rows_of(any_database, clicks)] == [True, False]


def test_a_counter_stands_beside_the_clicks_and_says_what_has_no_row(any_database: Database) -> None:
    mover(any_database).add([told(1)], 1)
    link_id = rows_of(any_database, clicks)[0]["link_id"]
    for counter, logged, carried in ((10, 1, 9), (12, 3, 9), (1, 3, 0)):
        with any_database.write() as session:
            put_counters(session, [(link_id, counter, logged), (link_id + 1, 5, 0)])
        with any_database.read() as session:
            c = link_totals.c
            row = session.execute(select(c.clicks, c.carried, c.counter).where(c.link_id == link_id)).one()
        assert tuple(row) == (1, carried, counter)
