"""Weeks that are over are added up, and no sum outlives a write to one of its days, whoever makes it and whenever."""

import random
import threading
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, func, insert, select, update

from shortener import work
from shortener.clicks.breakdown import pack
from shortener.clicks.collector import Collector
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.spans import adding, background
from shortener.clicks.spans.adding import Span, add_up
from shortener.clicks.spans.background import add_up_spans, spans_due
from shortener.clicks.spans.widths import days_of, numbers_within
from shortener.clicks.tables import link_days, link_spans, site_days, site_spans
from shortener.clicks.zone import hold_zone
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.clicks.spanning import make_spans, spans_agree
from tests.clicks.test_counting_at_once import wait_for_locks
from tests.clicks.test_rebuild import DAY, ZONE, again, any_visit, with_salts_for_ever

MONDAY = 1_770_595_200_000  # 2026-02-09
WEEKS = 9
NOW = MONDAY + (7 * WEEKS + 1) * DAY
CLICKS = 400


class Node:
    """Nine weeks of clicks, and the way in for more."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self._folder = database, folder
        self.journal = Journal(folder, "test")
        self._collector = Collector(database, folder, "test", ZONE, make=with_salts_for_ever)
        self.chance = random.Random(20261129)

    def add(self, count: int) -> None:
        """At moments of two days that begin at any of the weeks."""
        began = [MONDAY + self.chance.randrange(7 * WEEKS - 2) * DAY for _ in range(count)]
        assert self.journal.write([encode(any_visit(self.chance, at)) for at in began])
        self._collector.collect_once()


@pytest.fixture
def node(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    for name, value in (("LEAST_SAVED", 10), ("LEAST_CLICKS", 3), ("AT_ONCE", 2)):
        monkeypatch.setattr(adding, name, value)
    node = Node(database, tmp_path / "journals")
    node.add(CLICKS)
    return node


def numbers(database: Database, table: Table) -> set[tuple[int, ...]]:
    return {tuple(row[column.name] for column in table.primary_key) for row in rows_of(database, table)}


def test_a_span_is_whole_weeks_from_monday_on() -> None:
    monday = Calendar(ZONE).day_of(MONDAY // QUARTER_MS)
    for weeks in (1, 4):
        number = next(n for n in range(monday // 7 // weeks - 1, monday) if days_of(weeks, n).start >= monday)
        days = days_of(weeks, number)
        assert (len(days), (days.start - monday) % 7) == (7 * weeks, 0)
        assert numbers_within(weeks, days.start, days.stop - 1) == range(number, number + 1)
        assert not numbers_within(weeks, days.start + 1, days.stop - 1)
        assert not numbers_within(weeks, days.start, days.stop - 2)
        assert numbers_within(weeks, days.start - 1, days.stop) == range(number, number + 1)


def test_every_span_that_is_over_is_the_sum_of_its_days(any_database: Database, node: Node) -> None:
    made = make_spans(any_database, NOW)
    if any_database.dialect == "mysql":
        assert made == 0
        return
    assert spans_agree(any_database) == made
    over = Calendar(ZONE).day_of(NOW // QUARTER_MS) - 1
    assert max(days_of(*span).stop for span in numbers(any_database, site_spans)) == over
    assert {weeks for weeks, _ in numbers(any_database, site_spans)} == {1, 4}
    assert {1, 4} <= {weeks for _, weeks, _ in numbers(any_database, link_spans)}
    assert make_spans(any_database, NOW) == 0


def test_a_week_waits_until_its_last_day_is_settled(node: Node) -> None:
    last = MONDAY + 7 * WEEKS * DAY
    make_spans(node.database, last + DAY - DAY // 8)
    earlier = numbers(node.database, site_spans)
    make_spans(node.database, last + DAY)
    assert {span for span in numbers(node.database, site_spans) - earlier if span[0] == 1} != set()


def test_late_clicks_drop_what_they_touch_and_the_next_run_makes_it_anew(node: Node) -> None:
    make_spans(node.database, NOW)
    for _ in range(4):
        before = numbers(node.database, link_spans), numbers(node.database, site_spans)
        node.add(node.chance.randint(1, 3))
        spans_agree(node.database)
        assert numbers(node.database, site_spans) < before[1]
        make_spans(node.database, NOW)
        assert spans_agree(node.database) >= sum(map(len, before))


def test_nobody_who_writes_days_has_to_know_of_spans(node: Node) -> None:
    """By hand, as the next one who writes a statement would."""
    day = Calendar(ZONE).day_of(MONDAY // QUARTER_MS)
    for table, spans in ((link_days, link_spans), (site_days, site_spans)):
        key = {"day": day} | ({"link_id": 1} if table is link_days else {})
        same = [table.c[name] == value for name, value in key.items()]
        for statement in (
            delete(table).where(*same),
            insert(table).values(key | {"data": pack({"mhGET": 1})}),
            update(table).where(*same).values(data=pack({"mhGET": 2})),
            update(table).values(data=table.c.data),
        ):
            make_spans(node.database, NOW)
            held = {row for row in numbers(node.database, spans) if day in days_of(*row[-2:])}
            with node.database.write() as session:
                session.execute(statement)
            spans_agree(node.database)
            assert held.isdisjoint(numbers(node.database, spans)) or table is link_days
            assert not {row for row in held if row[0] == key.get("link_id", row[0])} & numbers(node.database, spans)


def test_counting_again_leaves_sums_alone_unless_a_day_was_wrong(node: Node) -> None:
    make_spans(node.database, NOW)
    before = numbers(node.database, link_spans), numbers(node.database, site_spans)
    assert again(node.database).differences == []
    assert (numbers(node.database, link_spans), numbers(node.database, site_spans)) == before
    with node.database.write() as session:
        day = session.scalar(select(func.min(site_days.c.day)))
        session.execute(update(site_days).where(site_days.c.day == day).values(data=pack({"mhGET": 1})))
    make_spans(node.database, NOW)
    assert again(node.database).different > 0
    spans_agree(node.database)


@pytest.mark.parametrize("column", ["data", "days"])
def test_a_sum_that_its_days_contradict_is_told_and_dropped(node: Node, column: str) -> None:
    make_spans(node.database, NOW)
    spoilt = {}
    for table in (link_spans, site_spans):
        first, second = rows_of(node.database, table)[:2]
        spoilt[table] = tuple(first[key.name] for key in table.primary_key)
        same = [table.c[key.name] == first[key.name] for key in table.primary_key]
        with node.database.write() as session:
            session.execute(update(table).where(*same).values({column: second[column]}))
    told = {one.table for one in again(node.database, write=False).differences}
    assert told == {"link_spans", "site_spans"}
    again(node.database)
    assert again(node.database).differences == []
    for table, key in spoilt.items():
        assert key not in numbers(node.database, table)
    spans_agree(node.database)


def test_a_run_that_is_broken_off_is_gone_on_with(node: Node) -> None:
    with node.database.read() as session:
        due = spans_due(session, NOW)
    next(add_up(node.database, due[0]))
    assert due[0] not in numbers(node.database, site_spans)
    make_spans(node.database, NOW)
    assert spans_agree(node.database) == len(rows_of(node.database, link_spans)) + len(due)


def test_what_a_job_has_no_time_for_is_left_to_the_next(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "SECONDS", 0)
    add_up_spans(node.database, {})
    with node.database.read() as session:
        assert work.is_waiting(session, "spans that are left")
    with node.database.write() as session:
        work.drop(session, "spans")
    monkeypatch.setattr(background, "SECONDS", 600)
    add_up_spans(node.database, {})
    with node.database.read() as session:
        assert not work.is_waiting(session, "spans that are left")
    assert spans_agree(node.database) > 0


def test_sums_that_are_made_while_clicks_come_late_are_right(node: Node) -> None:
    stop, failures = threading.Event(), list[Exception]()

    def make_for_ever() -> None:
        try:
            while not stop.is_set():
                make_spans(node.database, NOW)
        except Exception as error:
            failures.append(error)

    maker = threading.Thread(target=make_for_ever)
    maker.start()
    for _ in range(15):
        node.add(2)
    stop.set()
    maker.join()
    assert failures == []
    spans_agree(node.database)


@pytest.mark.stores("postgresql")
def test_a_sum_waits_for_who_counts_and_has_it(node: Node) -> None:
    """Who counts holds the zone; what it commits is read, and not what was there when the sum began to wait."""
    day = Calendar(ZONE).day_of(MONDAY // QUARTER_MS)
    span = Span(1, (day - 1) // 7)
    with node.database.write() as session:
        hold_zone(session)
        session.execute(update(site_days).where(site_days.c.day == day).values(data=pack({"mhGET": 5})))
        maker = threading.Thread(target=lambda: list(add_up(node.database, span)))
        maker.start()
        wait_for_locks(node.database, 1)
    maker.join()
    assert tuple(span) in numbers(node.database, site_spans)
    spans_agree(node.database)
