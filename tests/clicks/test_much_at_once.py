"""A backlog of many kinds: whatever it holds, it is taken in batches that memory and the database have room for."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from shortener.clicks import collector as collecting
from shortener.clicks import pace
from shortener.clicks.collector import Collector
from shortener.clicks.tables import agents, misses
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import miss, rows_of, visit, write

MOST_PARAMETERS = 1100


def test_more_agents_and_misses_than_a_statement_has_parameters(
    any_database: Database, journal_dir: Path, journal: Journal
) -> None:
    if any_database.dialect == "sqlite":
        event.listen(any_database.engine, "connect", few_parameters, insert=True)
        any_database.engine.dispose()
    numbers = range(MOST_PARAMETERS + 50)
    write(journal, *[visit(agent=f"agent {number}") for number in numbers])
    write(journal, *[miss(slug=f"nobody-{number}", referrer="https://example.org/page") for number in numbers])
    assert Collector(any_database, journal_dir, "test", "UTC").collect_once() == 2 * len(numbers)
    assert len(rows_of(any_database, agents)) == len(numbers)
    assert {row["referrers"] for row in rows_of(any_database, misses)} == {'{"example.org":1}'}


def few_parameters(connection: sqlite3.Connection, _entry: object) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, MOST_PARAMETERS)


def test_long_visits_are_taken_fewer_at_a_time_and_all_in_one_go(
    database: Database, journal_dir: Path, journal: Journal, taken: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (collecting, pace):
        monkeypatch.setattr(module, "MOST_BYTES", 400_000)
    for _ in range(10):
        write(journal, *[visit(referrer="https://example.org/" + "x" * 2000)] * 100)
    assert Collector(database, journal_dir, "test", "UTC").collect_once() == 1000
    assert len(taken) > 2
    assert max(taken) < 400
