"""Each collector notes up to when all visits of its node are stored, so that nobody counts a day too early."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from shortener.clicks import passed
from shortener.clicks.collector import Collector
from shortener.clicks.passed import EVERY_MS, FORGOTTEN_MS, MARGIN_MS, not_past
from shortener.clicks.tables import collectors, journals
from shortener.clock import now_ms
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import make_collector, numbered


def passed_at(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {row.node: row.passed_at for row in session.execute(select(collectors))}


def test_a_collector_that_has_stored_everything_says_so(
    any_database: Database, collector: Collector, journal: Journal
) -> None:
    journal.write(numbered(3))
    before = now_ms()
    collector.collect_once()
    assert before - MARGIN_MS <= passed_at(any_database)["test"] <= now_ms() - MARGIN_MS


def test_it_says_so_once_a_minute_at_most(
    database: Database, journal_dir: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    collector, now = make_collector(database, journal_dir), now_ms()
    found = []
    for moment in (now, now + EVERY_MS - 1, now + EVERY_MS):
        monkeypatch.setattr("shortener.clicks.collector.now_ms", lambda moment=moment: moment)
        collector.collect_once()
        found.append(passed_at(database)["test"] + MARGIN_MS)
    assert found == [now, now, now + EVERY_MS]


def test_while_visits_wait_or_cannot_be_read_it_says_nothing(
    database: Database, journal_dir: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shortener.clicks.collector.ROWS", 2)
    journal.write(numbered(5))
    collector = make_collector(database, journal_dir)
    collector._round()
    assert passed_at(database) == {}
    collector._complaints.say("a journal", "It can't be read.")
    collector.collect_once()
    assert passed_at(database) == {}
    collector._complaints.over("a journal")
    collector.collect_once()
    assert list(passed_at(database)) == ["test"]


def test_who_is_not_past_a_moment_is_told_with_how_far_it_is(any_database: Database, open_journal: OpenJournal) -> None:
    now = now_ms()
    counts = dict.fromkeys(("position", "clicks", "misses", "set_aside", "lost", "uncounted"), 0)
    ages = {"late": 500, "early": 0, "gone": FORGOTTEN_MS + 1, "finished": 500}
    with any_database.write() as session:
        for node, age in ages.items():
            session.execute(insert(collectors).values(node=node, passed_at=now - age))
            for number in (1, 2):
                row = {"name": f"{node}.{number}", "node": node, "opened_at": 0, **counts}
                session.execute(insert(journals).values(row))
        session.execute(update(journals).where(journals.c.node == "finished").values(finished_at=now))
    with any_database.read() as session:
        assert not_past(session, now - 100, now) == {"late": now - 500}
        assert not_past(session, now - 500, now) == {}


def test_an_older_note_never_takes_the_place_of_a_newer_one(database: Database) -> None:
    for moment in (5_000_000, 3_000_000):
        passed.Passed(database, "test").note(moment)
    assert passed_at(database) == {"test": 5_000_000 - MARGIN_MS}
