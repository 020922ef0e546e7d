"""The loop of `shortener collect`: takes what comes, waits out a database that is away, and ends with nothing left."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shortener.clicks import collector as module
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks
from shortener.clicks.zone import BadZone
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import miss, numbered, rows_of, visit, wait_until, write


@pytest.fixture
def running(collector: Collector, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The collector at work in a thread; the answer stops it and waits for its end."""
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.05)
    stop = threading.Event()
    thread = threading.Thread(target=collector.run, args=(stop,))
    thread.start()

    def end() -> None:
        stop.set()
        thread.join()

    yield end
    end()


def rename(database: Database, table: str, name: str) -> None:
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def count(database: Database) -> int:
    return len(rows_of(database, clicks))


def test_visits_are_stored_as_they_come(running: Any, journal: Journal, database: Database) -> None:
    for start in (0, 3, 6):
        assert journal.write(numbered(3, start))
        wait_until(lambda start=start: count(database) == start + 3)


def test_when_told_to_stop_it_stores_what_was_written_until_then(
    running: Any, journal: Journal, database: Database
) -> None:
    assert journal.write(numbered(500))
    running()
    assert count(database) == 500


def test_a_database_that_is_away_is_mentioned_once_and_waited_for(
    running: Any, journal: Journal, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger=module.__name__)
    rename(database, "clicks", "away")
    assert journal.write(numbered(5))
    wait_until(lambda: caplog.records)
    threading.Event().wait(0.3)
    assert [record.message.startswith("Clicks wait in ") for record in caplog.records] == [True]
    rename(database, "away", "clicks")
    wait_until(lambda: count(database) == 5)
    running()
    assert [record.message.partition(":")[0] for record in caplog.records[1:]] == ["Over"]


def test_what_failed_is_tried_again_with_fewer_rows(
    running: Any, journal: Journal, database: Database, taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server may be too slow for many at once."""
    monkeypatch.setattr(module, "ROWS", 10)
    assert journal.write(numbered(70))
    wait_until(lambda: count(database) == 70)
    rename(database, "clicks", "away")
    assert journal.write(numbered(500, 70))
    wait_until(lambda: 10 in taken[3:])
    rename(database, "away", "clicks")
    wait_until(lambda: count(database) == 570)
    running()
    kept = [number for number in taken if number]
    assert kept[:5] == [10, 20, 40, 80, 10]


def test_an_editor_who_holds_the_database_for_a_while_only_delays_clicks(
    running: Any, journal: Journal, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as session:
        session.execute(text("UPDATE journals SET lost = lost"))
        assert journal.write(numbered(5))
        threading.Event().wait(0.2)
        if database.dialect == "sqlite":
            assert count(database) == 0
    wait_until(lambda: count(database) == 5)
    assert caplog.records == []


def test_another_time_zone_ends_it_with_a_reason(journal: Journal, database: Database, journal_dir: Path) -> None:
    write(journal, visit())
    Collector(database, journal_dir, "test", "Europe/Berlin").collect_once()
    with pytest.raises(BadZone):
        Collector(database, journal_dir, "test", "Asia/Kolkata").run(threading.Event())


def test_without_a_journal_folder_there_is_nothing_to_do(database: Database, tmp_path: Path) -> None:
    assert Collector(database, tmp_path / "none" / "yet", "test", "UTC").collect_once() == 0


def test_a_journal_folder_that_is_none_is_mentioned_and_waited_for(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    stop = threading.Event()
    stop.set()
    Collector(database, tmp_path / "file", "test", "UTC").run(stop)
    assert [record.message.startswith("Clicks wait in ") for record in caplog.records] == [True]


def said_at_the_end(collector: Collector, caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    stop = threading.Event()
    stop.set()
    caplog.set_level(level, logger=module.__name__)
    collector.run(stop)
    return [record.message for record in caplog.records]


def test_at_the_end_it_says_in_one_line_what_it_stored(
    collector: Collector, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    assert journal.write([*numbered(1234), encode(miss()), b"not a visit"])
    assert said_at_the_end(collector, caplog, logging.INFO) == ["Stored 1,234 clicks and 1 miss; 1 set aside."]


def test_where_nothing_was_stored_nothing_is_said(collector: Collector, caplog: pytest.LogCaptureFixture) -> None:
    assert said_at_the_end(collector, caplog, logging.INFO) == []


def test_what_each_step_took_is_there_for_those_who_look_for_it(
    collector: Collector, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    write(journal, visit())
    assert "request 1 visits (0 set aside)" in said_at_the_end(collector, caplog, logging.DEBUG)[-1]


def test_a_commit_is_on_disk_before_its_journal_goes(database: Database) -> None:
    """SQLite's NORMAL would give back the last commits after a power cut, when the journal is unlinked already."""
    if database.dialect != "sqlite":
        pytest.skip("a server keeps its own promise")
    with database.write() as session:
        connection: Any = session.connection().connection.dbapi_connection
        assert isinstance(connection, sqlite3.Connection)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
