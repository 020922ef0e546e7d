"""Whatever comes from single clicks says from when on all of them are kept."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from shortener.clicks import retention
from shortener.clicks.complete import move_complete_from
from shortener.clicks.retention import expire
from shortener.journal.writer import Journal
from shortener.reports.answers import Question, Report, answer
from shortener.reports.basis import CLICKS, COUNTS
from shortener.reports.export.about import About
from shortener.reports.export.order import Named, Order
from shortener.reports.export.saving import Kept, save
from shortener.reports.export.wanted import Wanted
from shortener.reports.periods import HOUR_MS, Period, day_start
from shortener.reports.raw import Filters, TooMuch, look
from shortener.reports.told import told
from shortener.stores import Database
from tests.clicks.past import JULY, JUNE, MAY, rows, store_past
from tests.clicks.test_rebuild import ZONE

MEN = Filters((("class", "human"),))


@pytest.fixture
def past(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(retention, "PAUSE_SECONDS", 0)
    journal = Journal(tmp_path, "test")
    store_past(database, tmp_path, journal)
    journal.close()
    return database


def leave(database: Database, before: int) -> None:
    expire(database, before, threading.Event())


def ask(database: Database, since: int, until: int, filters: Filters = MEN) -> Report:
    with database.read() as session:
        return answer(session, Question(period=Period(since, until, "UTC"), filters=filters))


def export(database: Database, path: Path) -> About:
    return save(database, path, Kept(Order(Wanted(mark=1 << 40), Named("UTC"))))


def test_before_anything_expires_nothing_is_said(past: Database, tmp_path: Path) -> None:
    assert told(ask(past, MAY, JULY))["clicks_kept_from"] is None
    assert export(past, tmp_path / "all.csv").clicks_kept_from is None


def test_classes_are_in_the_counts_of_any_age(past: Database) -> None:
    """Also of a part of a day, in any zone, and beside what day rows hold."""
    may, july = (day_start(dt.date(2026, month, 1), ZONE) for month in (5, 7))
    days = Period(may, july, ZONE)
    whole = Question(period=days, dimensions=("class", "country"))
    hours = Question(period=Period(MAY + HOUR_MS, JULY - HOUR_MS, "Asia/Kathmandu"), dimensions=("class",))
    with past.read() as session:
        looked = [look(session, one.scope, one.period, Filters(), one.dimensions) for one in (whole, hours)]
    leave(past, JULY)
    with past.read() as session:
        for asked, wanted in zip((whole, hours), looked, strict=True):
            found = answer(session, asked)
            assert (found.source, list(found.breakdowns)) == (COUNTS, list(asked.dimensions))
            assert found.breakdowns == wanted.divided
            assert sum(one.clicks for one in found.breakdowns["class"]) == found.clicks > 0


def test_a_report_from_clicks_begins_where_they_are_complete(past: Database) -> None:
    since_june = ask(past, JUNE, JULY)
    leave(past, JUNE)
    report = ask(past, MAY, JULY)
    assert (report.source, report.since_ms, report.clicks) == (CLICKS, JUNE, since_june.clicks)
    assert told(report)["clicks_kept_from"] == "2026-06-01T00:00:00+00:00"


def test_one_that_lies_before_that_is_refused_not_answered_with_nothing(past: Database) -> None:
    leave(past, JUNE)
    with pytest.raises(TooMuch, match=r"kept from 2026-06-01T00:00:00.000Z on; .* whole days of the site's"):
        ask(past, MAY, JUNE)
    assert ask(past, MAY, JUNE, Filters()).source == COUNTS
    assert ask(past, MAY, JUNE, Filters()).clicks > 0


def test_clicks_that_expire_while_they_are_counted_are_left_out(past: Database) -> None:
    """On SQLite what is read is of one moment anyway."""
    since_june = ask(past, JUNE, JULY)
    moved: list[int] = []

    def expire_now(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "value_0" in statement and not moved:
            moved.append(JUNE)
            move_complete_from(past, JUNE)

    event.listen(past.engine, "before_cursor_execute", expire_now)
    report = ask(past, MAY, JULY)
    assert moved
    if past.dialect != "sqlite":
        assert (report.since_ms, report.clicks) == (JUNE, since_june.clicks)


def test_a_file_after_that_has_what_is_kept_and_says_so(past: Database, tmp_path: Path) -> None:
    leave(past, JUNE)
    about = export(past, tmp_path / "all.csv")
    assert (about.rows, about.clicks_kept_from) == (rows(past), "2026-06-01T00:00:00.000Z")
    assert export(past, tmp_path / "again.csv") == about
