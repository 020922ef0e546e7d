"""A worker that never stops writing keeps neither another worker's clicks waiting nor the collector from ending."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from shortener.clicks import collector as module
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks
from shortener.journal.sources import find_sources
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, killed_worker, make_collector, numbered, rows_of, wait_until


def keep_writing(journal: Journal, done: threading.Event) -> None:
    while not done.is_set():
        assert journal.write(numbered(20))


def test_a_worker_that_writes_without_end_keeps_no_other_waiting_and_the_collector_can_be_stopped(
    open_journal: OpenJournal, collector: Collector, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_SECONDS", 0.0)
    busy, quiet = open_journal(), open_journal()
    done, stop = threading.Event(), threading.Event()
    threads = [
        threading.Thread(target=keep_writing, args=(busy, done)),
        threading.Thread(target=collector.run, args=(stop,)),
    ]
    for thread in threads:
        thread.start()
    try:
        for number in range(1000, 1003):
            assert quiet.write(numbered(1, first=number))
            wait_until(lambda number=number: has_click_at(database, NOON + number))
        stop.set()
        threads[1].join()
    finally:
        done.set()
        threads[0].join()


def has_click_at(database: Database, moment: int) -> bool:
    """The busy worker's visits are all of moments before."""
    with database.read() as session:
        return session.scalar(select(clicks.c.id).where(clicks.c.clicked_at == moment).limit(1)) is not None


def test_a_long_backlog_takes_turns_with_what_is_new(
    open_journal: OpenJournal, database: Database, journal_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 10)
    killed_worker(journal_dir, 100)
    assert open_journal().write(numbered(5, first=1000))
    make_collector(database, journal_dir).collect_once()
    moments = [row["clicked_at"] - NOON for row in rows_of(database, clicks)]
    assert moments == [*range(10), *range(1000, 1005), *range(10, 100)]


def test_a_batch_spans_files(open_journal: OpenJournal, journal_dir: Path) -> None:
    journal = open_journal(rows=10)
    for start in range(0, 35, 5):
        assert journal.write(numbered(5, start))
    (source,) = find_sources(journal_dir)
    assert [position for position, _ in source.read(7, 25)] == list(range(8, 33))
    assert len(source.files()) == 4


def test_told_to_stop_in_a_long_backlog_it_ends_and_leaves_the_rest(
    database: Database, journal_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 1)
    monkeypatch.setattr(module, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(module, "LAST_SECONDS", 0.0)
    killed_worker(journal_dir, 400)
    stop = threading.Event()
    thread = threading.Thread(target=make_collector(database, journal_dir).run, args=(stop,))
    thread.start()
    wait_until(lambda: rows_of(database, clicks))
    stop.set()
    thread.join()
    stored = len(rows_of(database, clicks))
    assert 0 < stored < 400
    monkeypatch.setattr(module, "ROWS", 2000)
    assert make_collector(database, journal_dir).collect_once() == 400 - stored
