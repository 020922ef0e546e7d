"""What waits to be stored, for how long, and what was lost: told from the folder, and with the database away too."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from shortener.clicks.backlog import backlog
from shortener.clicks.collector import Collector
from shortener.clicks.progress import NAME
from shortener.clock import now_ms
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import killed_worker, make_collector, numbered, put_tally, visit, write


def test_where_nothing_waits_there_is_no_backlog(database: Database, journal: Journal, tmp_path: Path) -> None:
    for folder in (journal.folder.parent, tmp_path / "none"):
        found = backlog(database, folder)
        assert (found.rows, found.seconds, found.lost, found.uncounted) == (0, 0.0, 0, 0)


def test_it_counts_what_is_not_stored_yet_of_all_workers(
    database: Database, collector: Collector, open_journal: OpenJournal, journal_dir: Path
) -> None:
    one, other = open_journal(), open_journal()
    assert one.write(numbered(40))
    assert backlog(database, journal_dir).rows == 40
    collector.collect_once()
    assert backlog(database, journal_dir).rows == 0
    assert one.write(numbered(3, first=40))
    assert other.write(numbered(4))
    found = backlog(database, journal_dir)
    assert found.rows == 7
    assert found.bytes > 0


def test_visits_of_a_killed_worker_wait_too(database: Database, journal_dir: Path) -> None:
    killed_worker(journal_dir, 12, rows=5)
    assert backlog(database, journal_dir).rows == 12


def test_the_lag_is_the_age_of_the_oldest_visit_that_waits(
    database: Database, collector: Collector, open_journal: OpenJournal, journal_dir: Path
) -> None:
    now = now_ms()
    slow, fast = open_journal(), open_journal()
    write(slow, visit(at=now - 900_000))
    collector.collect_once()
    assert backlog(database, journal_dir).seconds == 0
    write(fast, visit(at=now - 20_000))
    write(slow, visit(at=now - 60_000), visit(at=now))
    assert backlog(database, journal_dir).seconds == pytest.approx(60, abs=15)


def test_a_visit_of_a_clock_that_runs_ahead_makes_no_negative_lag(
    database: Database, journal: Journal, journal_dir: Path
) -> None:
    write(journal, visit(at=now_ms() + 3_600_000))
    assert backlog(database, journal_dir).seconds == 0


def test_bytes_that_are_no_visit_wait_like_any_other(database: Database, journal: Journal, journal_dir: Path) -> None:
    assert journal.write([b"?", encode(visit())])
    found = backlog(database, journal_dir)
    assert found.rows == 2
    assert 0 <= found.seconds < 60


def test_losses_are_added_up_over_journals_that_are_here_and_those_that_are_gone(
    database: Database, collector: Collector, open_journal: OpenJournal, journal_dir: Path
) -> None:
    gone, here = open_journal(), open_journal()
    put_tally(gone.folder, lost=5, uncounted=1)
    write(gone, visit())
    gone.close()
    collector.collect_once()
    assert not gone.folder.exists()
    put_tally(here.folder, lost=2, uncounted=30)
    found = backlog(database, journal_dir)
    assert (found.lost, found.uncounted) == (7, 31)


def break_journals(database: Database) -> None:
    with database.write() as session:
        session.execute(text("ALTER TABLE journals RENAME TO away"))


@pytest.mark.parametrize("is_asked", [True, False])
def test_with_the_database_away_it_tells_what_the_folder_shows(
    database: Database, collector: Collector, journal: Journal, journal_dir: Path, is_asked: Any
) -> None:
    assert journal.write(numbered(6))
    collector.collect_once()
    assert journal.write(numbered(2, first=6))
    put_tally(journal.folder, lost=3)
    break_journals(database)
    found = backlog(database if is_asked else None, journal_dir)
    assert (found.rows, found.lost) == (2, 3)


def test_after_an_older_database_is_put_back_what_must_be_stored_again_waits(
    database: Database, collector: Collector, journal: Journal, journal_dir: Path
) -> None:
    assert journal.write(numbered(6))
    collector.collect_once()
    with database.write() as session:
        session.execute(text("DELETE FROM clicks"))
        session.execute(text("UPDATE journals SET position = 2, clicks = 2"))
        session.execute(text("ALTER TABLE agents RENAME TO away"))
    with pytest.raises(Exception, match="agents"):
        make_collector(database, journal_dir).collect_once()
    assert backlog(database, journal_dir).rows == 4


def test_a_note_that_cannot_be_read_or_written_costs_nothing_but_the_figure(
    database: Database, collector: Collector, journal: Journal, journal_dir: Path
) -> None:
    (journal.folder / NAME).mkdir()
    assert journal.write(numbered(5))
    assert collector.collect_once() == 5
    assert backlog(database, journal_dir).rows == 5
    shutil.rmtree(journal.folder / NAME)
    (journal.folder / NAME).write_bytes(b"cut")
    assert backlog(database, journal_dir).rows == 5


def test_to_know_the_oldest_one_nothing_that_is_stored_is_read_again(
    database: Database, collector: Collector, journal: Journal, journal_dir: Path
) -> None:
    assert journal.write(numbered(300))
    collector.collect_once()
    write(journal, visit(at=now_ms() - 60_000))
    path = next(journal.folder.glob("*.visits"))
    with path.open("r+b") as file:
        file.seek(100)
        file.write(bytes(1000))
    assert backlog(database, journal_dir).seconds == pytest.approx(60, abs=15)
