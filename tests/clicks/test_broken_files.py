"""A damaged file is put aside and reported; what can be read of it and all other files are stored."""

import logging
import sqlite3
from pathlib import Path

import pytest

from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.files import put_aside
from shortener.clicks.tables import clicks, journals
from shortener.redirect.journal import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, numbered, rows_of, visit, write


def closed_journal(open_journal: OpenJournal, rows: int = 10, count: int = 30) -> Journal:
    """A dead worker's, with several files."""
    journal = open_journal(rows=rows)
    for start in range(0, count, rows):
        assert journal.write(numbered(rows, start))
    journal.close()
    return journal


def spoil(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\xa5" * 2000)


def stored(database: Database) -> list[int]:
    return [row["clicked_at"] - NOON for row in rows_of(database, clicks)]


def test_a_file_that_is_no_database_any_more_is_put_aside_and_the_others_are_stored(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = closed_journal(open_journal)
    spoil(journal.folder / "00000002.visits", at=0)
    damaged = (journal.folder / "00000002.visits").read_bytes()
    assert collector.collect_once() == 20
    assert stored(database) == [*range(10), *range(20, 30)]
    assert (journal.folder / "00000002.visits.bad").read_bytes() == damaged
    assert sorted(path.name for path in journal.folder.glob("*.visits*")) == ["00000002.visits.bad"]


def test_what_stands_before_the_damage_is_stored(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = closed_journal(open_journal, rows=5000, count=5000)
    path = journal.folder / "00000001.visits"
    spoil(path, at=path.stat().st_size - 2500)
    found = collector.collect_once()
    assert 2000 <= found < 5000
    assert stored(database) == list(range(found))
    assert (journal.folder / "00000001.visits.bad").exists()


def test_the_write_ahead_log_stays_with_its_file(tmp_path: Path) -> None:
    """So that SQLite's own tools find both, should somebody try to save what is left."""
    path = tmp_path / "00000001.visits"
    path.write_bytes(b"damaged")
    Path(f"{path}-wal").write_bytes(b"log")
    assert put_aside(path) == tmp_path / "00000001.visits.bad"
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == {
        "00000001.visits.bad": b"damaged",
        "00000001.visits.bad-wal": b"log",
    }


def test_the_audit_reports_it_and_a_folder_with_it_stays(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    journal = closed_journal(open_journal)
    spoil(journal.folder / "00000002.visits", at=0)
    before = audit(database, journal_dir)
    assert [problem for problem in before.problems if "00000002.visits can't be read" in problem]
    collector.collect_once()
    found = audit(database, journal_dir)
    assert not found.adds_up
    assert [problem for problem in found.problems if "00000002.visits.bad is broken" in problem]
    assert [problem for problem in found.problems if "stored up to 30, but 20 of it are counted" in problem]
    assert journal.folder.exists()


def test_a_folder_with_a_broken_file_is_finished_once(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = closed_journal(open_journal)
    spoil(journal.folder / "00000003.visits", at=0)
    collector.collect_once()
    (first,) = rows_of(database, journals)
    assert first["finished_at"] is not None
    collector.collect_once()
    assert rows_of(database, journals) == [first]
    assert journal.folder.exists()


def test_a_broken_file_that_its_worker_still_writes_is_not_renamed_under_it(
    open_journal: OpenJournal, collector: Collector, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = open_journal(), open_journal()
    broken._close_file()
    spoil(broken.folder / "00000001.visits", at=0)
    write(whole, visit(at=NOON + 3))
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        collector.collect_once()
    assert (broken.folder / "00000001.visits").exists()
    assert stored(database) == [3]
    assert len([record for record in caplog.records if "can't be read" in record.message]) == 1
    broken.close()
    collector.collect_once()
    assert (broken.folder / "00000001.visits.bad").exists()


@pytest.mark.parametrize("tally", [b"", b"short", b"\0" * 4096])
def test_a_folder_without_a_readable_tally_is_reported_and_kept(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path, tally: bytes
) -> None:
    journal = closed_journal(open_journal)
    (journal.folder / "tally").write_bytes(tally)
    write(open_journal(), visit(at=NOON + 99))
    assert collector.collect_once() == 1
    assert stored(database) == [99]
    assert len(list(journal.folder.glob("*.visits"))) == 4
    assert [problem for problem in audit(database, journal_dir).problems if str(journal.folder) in problem]


def test_a_file_whose_table_was_never_made_is_cleared_away(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = closed_journal(open_journal, count=10)
    sqlite3.connect(journal.folder / "00000002.visits").close()
    assert collector.collect_once() == 10
    assert not journal.folder.exists()
