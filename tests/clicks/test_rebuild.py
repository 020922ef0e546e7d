"""Counting again gives what was counted, on any history; what was spoilt is found and put right, the rest untouched."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from shortener.clicks.breakdown import unpack
from shortener.clicks.collector import Collector
from shortener.clicks.complete import set_complete_from
from shortener.clicks.days import Calendar
from shortener.clicks.rebuild import Rebuilt, days_to_rebuild, rebuild
from shortener.clicks.rebuild.day import full_dimensions, summed
from shortener.clicks.steps import Knowledge, Steps, make_steps
from shortener.clicks.steps.visitor import SaltOf
from shortener.clicks.tables import (
    clicks,
    day_links,
    link_days,
    link_quarters,
    link_totals,
    link_visitors,
    site_days,
    site_quarters,
    site_visitors,
)
from shortener.journal.visit import Visit
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.test_classes import CHROME
from tests.clicks.visiting import a_visit, rows_of, write

ZONE = "Europe/London"
SPRING = 1_774_742_400_000  # 2026-03-29, on which London's clocks went an hour ahead
DAY = 86_400_000
VISITS, BATCHES = 1500, 3  # in each stretch of two days: enough for more referrers than a day's row names
AGENTS = ("", CHROME, "curl/8.7.1", "WhatsApp/2.23", "unheard/1")
ROLLUPS = (link_totals, day_links, link_quarters, site_quarters, link_days, site_days, link_visitors, site_visitors)


def with_salts_for_ever(knowledge: Knowledge, calendar: Calendar, _salt_of: SaltOf) -> Steps:
    return make_steps(knowledge, calendar, lambda day: str(day).encode())


def any_visit(chance: random.Random, began: int) -> Visit:
    return a_visit(
        at=began + chance.randrange(2 * DAY),
        link_id=chance.randint(1, 4),
        method=chance.choice(["GET", "GET", "HEAD"]),
        address=chance.choice(["", "193.62.157.66", "2001:638:a::1", f"2001:db8:{chance.randrange(99)}::1"]),
        agent=chance.choice(AGENTS),
        referrer=chance.choice(["", f"https://host-{chance.randrange(2000)}.example/", "https://www.google.com/"]),
        query=chance.choice(["", "qr", "qr=box", "utm_campaign=spring"]),
        private=chance.random() < 0.1,
    )


@pytest.fixture
def counted(any_database: Database, tmp_path: Path, open_journal: OpenJournal) -> Database:
    """A day of 23 hours and others, all visitors with numbers, and more referrers than a day's row can name."""
    chance = random.Random(20261123)
    journal = open_journal(folder=tmp_path)
    collector = Collector(any_database, tmp_path, "node", ZONE, make=with_salts_for_ever)
    for began in (SPRING, SPRING + 12 * DAY):
        for _ in range(BATCHES):
            write(journal, [any_visit(chance, began) for _ in range(VISITS // BATCHES)])
            collector.collect_once()
    return any_database


def again(database: Database, *, write: bool = True) -> Rebuilt:
    return rebuild(database, days_to_rebuild(database), lambda _day: None, write=write)


def all_rollups(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Packed rows by what they say, but for which values beyond the first 200 of a dimension are named."""
    return {table.name: [said(row) for row in rows_of(database, table)] for table in ROLLUPS}


def said(row: dict[str, Any]) -> dict[str, Any]:
    if "data" not in row:
        return row
    counts = unpack(row["data"])
    return row | {"data": summed(counts, full_dimensions(counts))}


def test_what_was_counted_is_what_the_rows_give(counted: Database) -> None:
    before = all_rollups(counted)
    assert len(before[link_visitors.name]) > 4
    done = again(counted)
    assert (done.clicks, done.different, done.differences) == (2 * VISITS, 0, [])
    assert all_rollups(counted) == before


def spoil_quarter(database: Database) -> None:
    with database.write() as session:
        session.execute(update(link_quarters).where(link_quarters.c.link_id == 1).values(clicks=99))


def spoil_day(database: Database) -> None:
    with database.write() as session:
        session.execute(update(link_days).where(link_days.c.link_id == 2).values(data=b"\x80"))


def lose_days(database: Database) -> None:
    with database.write() as session:
        session.execute(delete(site_days))
        session.execute(delete(site_visitors))


def invent_visitors(database: Database) -> None:
    with database.write() as session:
        session.execute(update(link_visitors).values(visitors=5, sketch=b"\1" * 8))


def spoil_totals(database: Database) -> None:
    with database.write() as session:
        session.execute(update(link_totals).values(clicks=3, humans=4))


def invent_a_link(database: Database) -> None:
    day = rows_of(database, link_days)[0]["day"]
    with database.write() as session:
        session.execute(insert(link_totals).values(link_id=77, clicks=5, humans=5, last_at=5, carried=0))
        session.execute(insert(link_visitors).values(link_id=77, day=day, visitors=1, sketch=b"\1" * 8))


SPOILERS = (spoil_quarter, spoil_day, lose_days, invent_visitors, spoil_totals, invent_a_link)


def test_what_was_spoilt_is_found_and_put_right(counted: Database, subtests: pytest.Subtests) -> None:
    for spoil in SPOILERS:
        with subtests.test(spoil.__name__):
            found_and_put_right(counted, spoil)


def found_and_put_right(counted: Database, spoil: Callable[[Database], None]) -> None:
    before = all_rollups(counted)
    spoil(counted)
    spoilt = all_rollups(counted)
    looked = again(counted, write=False)
    assert looked.different > 0
    assert all_rollups(counted) == spoilt, "looking changes nothing"
    assert 0 < again(counted).different <= looked.different
    after = all_rollups(counted)
    nothing = {"link_id": 77, "clicks": 0, "humans": 0, "last_at": 0, "carried": 0, "counter": 0}
    assert [row for row in after.pop(link_totals.name) if row != nothing] == before.pop(link_totals.name)
    assert after == before
    assert again(counted).different == 0


def test_periods_whose_rows_are_gone_keep_their_counts(counted: Database) -> None:
    before = all_rollups(counted)
    with counted.write() as session:
        session.execute(delete(clicks).where(clicks.c.clicked_at < SPRING + 10 * DAY))
        set_complete_from(session, counted, SPRING + 10 * DAY)
    done = again(counted)
    assert (done.clicks, done.different) == (VISITS, 0)
    assert all_rollups(counted) == before


def test_a_day_that_is_only_partly_kept_is_left_alone(counted: Database) -> None:
    """Months are UTC's, days are the organisation's."""
    middle = SPRING + DAY + 5 * 3_600_000
    with counted.write() as session:
        session.execute(delete(clicks).where(clicks.c.clicked_at < middle))
        set_complete_from(session, counted, middle)
    assert again(counted).different == 0


def test_a_count_from_another_system_stays(counted: Database) -> None:
    with counted.write() as session:
        session.execute(update(link_totals).values(clicks=0, carried=1234))
    again(counted)
    assert {row["carried"] for row in rows_of(counted, link_totals)} == {1234}


def test_where_nothing_was_counted_there_is_nothing_to_do(any_database: Database) -> None:
    assert again(any_database) == Rebuilt()


def test_only_what_was_counted_without_rows_is_found_too(counted: Database) -> None:
    with counted.write() as session:
        session.execute(delete(clicks))
    assert again(counted).different > 0
    assert all_rollups(counted)[site_quarters.name] == []
