"""A damaged file is put aside and reported; what can be read of it and all other files are stored."""

import logging
from pathlib import Path

import pytest

from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks, journals
from shortener.journal.tally import LAYOUT
from shortener.journal.writer import FRAME, HEADER, Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, numbered, rows_of, visit, write

OLDER = b"tally 1\n".ljust(LAYOUT.size, b"\0")


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


def test_a_file_that_does_not_begin_as_one_is_put_aside_and_the_others_are_stored(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = closed_journal(open_journal)
    spoil(journal.folder / "00000002.visits", at=0)
    damaged = (journal.folder / "00000002.visits").read_bytes()
    assert collector.collect_once() == 20
    assert stored(database) == [*range(10), *range(20, 30)]
    assert (journal.folder / "00000002.visits.bad").read_bytes() == damaged
    assert sorted(path.name for path in journal.folder.glob("*.visits*")) == ["00000002.visits.bad"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_stands_before_the_damage_is_stored_and_so_are_the_files_behind_it(
    open_journal: OpenJournal, collector: Collector, database: Database, number: int
) -> None:
    journal = closed_journal(open_journal, rows=3000, count=9000)
    path = journal.folder / f"0000000{number}.visits"
    spoil(path, at=path.stat().st_size - 2500)
    whole = (path.stat().st_size - 2500 - HEADER.size) // (FRAME.size + len(numbered(1)[0]))
    first = 3000 * (number - 1)
    collector.collect_once()
    assert stored(database) == [*range(first + whole), *range(first + 3000, 9000)]
    assert [found.name for found in journal.folder.glob("*.visits*")] == [f"{path.name}.bad"]


def test_damage_in_the_file_that_is_being_written_keeps_what_follows_until_the_file_is_closed(
    open_journal: OpenJournal, collector: Collector, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    journal = open_journal(rows=10)
    assert journal.write(numbered(6))
    path = journal.folder / "00000001.visits"
    spoil_at = path.read_bytes().index(numbered(1, first=4)[0])
    with path.open("r+b") as file:
        file.seek(spoil_at)
        file.write(b"?")
    caplog.set_level(logging.WARNING)
    for _ in range(3):
        collector.collect_once()
    assert stored(database) == [0, 1, 2, 3]
    assert [journal.folder.name in record.message for record in caplog.records] == [True]
    assert journal.write(numbered(4, first=6))
    assert journal.write(numbered(1, first=10))
    collector.collect_once()
    assert stored(database) == [0, 1, 2, 3, 10]
    assert (journal.folder / "00000001.visits.bad").exists()


def test_a_dead_workers_visits_that_are_gone_without_a_file_are_not_forgotten(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    journal = closed_journal(open_journal)
    for number in (2, 3):
        (journal.folder / f"0000000{number}.visits").unlink()
    collector.collect_once()
    assert stored(database) == list(range(10))
    assert journal.folder.exists()
    assert audit(database, journal_dir).problems == [f"Positions 11 to 30 are missing from {journal.folder}."]


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
    assert broken.write(numbered(2))
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


@pytest.mark.parametrize("tally", [b"", b"short", b"\0" * 4096, OLDER])
def test_a_folder_without_a_readable_tally_is_reported_and_kept(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path, tally: bytes
) -> None:
    journal = closed_journal(open_journal)
    (journal.folder / "tally").write_bytes(tally)
    write(open_journal(), visit(at=NOON + 99))
    assert collector.collect_once() == 1
    assert stored(database) == [99]
    assert len(list(journal.folder.glob("*.visits"))) == 3
    assert [problem for problem in audit(database, journal_dir).problems if str(journal.folder) in problem]


@pytest.mark.parametrize("size", [0, 1, HEADER.size - 1])
def test_a_file_that_was_never_begun_is_cleared_away(
    open_journal: OpenJournal, collector: Collector, database: Database, size: int
) -> None:
    journal = closed_journal(open_journal, count=10)
    header = (journal.folder / "00000001.visits").read_bytes()[:size]
    (journal.folder / "00000002.visits").write_bytes(header)
    assert collector.collect_once() == 10
    assert not journal.folder.exists()
