"""Files of a living worker: read while they are written, unlinked only when closed and stored to the last row."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks, journals
from shortener.journal.sources import find_sources
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, numbered, put_tally, rows_of, visit, write


@pytest.fixture
def journal(open_journal: OpenJournal) -> Journal:
    """Files of ten visits."""
    return open_journal(rows=10)


def file_names(journal: Journal) -> list[str]:
    return sorted(path.name for path in journal.folder.glob("*.visits"))


def stored(database: Database) -> list[int]:
    return [row["clicked_at"] - NOON for row in rows_of(database, clicks)]


def test_what_a_living_worker_wrote_is_stored_and_its_open_file_stays(
    journal: Journal, collector: Collector, database: Database
) -> None:
    assert journal.write(numbered(3))
    assert collector.collect_once() == 3
    assert file_names(journal) == ["00000001.visits"]
    assert journal.write(numbered(2, first=3))
    assert collector.collect_once() == 2
    assert stored(database) == [0, 1, 2, 3, 4]


def test_closed_files_go_when_their_last_row_is_stored(
    journal: Journal, collector: Collector, database: Database
) -> None:
    for start in range(0, 35, 5):
        assert journal.write(numbered(5, start))
    assert file_names(journal) == ["00000001.visits", "00000002.visits", "00000003.visits", "00000004.visits"]
    assert collector.collect_once() == 35
    assert file_names(journal) == ["00000004.visits"]
    assert not list(journal.folder.glob("0000000[123]*"))
    assert stored(database) == list(range(35))
    assert rows_of(database, journals)[0]["position"] == 35


def test_no_file_goes_while_its_rows_are_not_stored(journal: Journal, collector: Collector, database: Database) -> None:
    assert journal.write(numbered(10))
    assert journal.write(numbered(4, first=10))
    with database.write() as session:
        session.execute(text("ALTER TABLE link_totals RENAME TO away"))
    with pytest.raises(SQLAlchemyError):
        collector.collect_once()
    assert file_names(journal) == ["00000001.visits", "00000002.visits"]
    with database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO link_totals"))
    assert collector.collect_once() == 14
    assert stored(database) == list(range(14))


def test_a_file_that_cannot_be_read_just_now_is_waited_for(
    journal: Journal, collector: Collector, database: Database
) -> None:
    """Going on with the next file would move the position past its rows, and then they would be unlinked."""
    for start in range(0, 30, 10):
        assert journal.write(numbered(10, start))
    second = journal.folder / "00000002.visits"
    second.rename(journal.folder / "elsewhere")
    second.mkdir()
    assert collector.collect_once() == 0
    assert stored(database) == list(range(10))
    second.rmdir()
    (journal.folder / "elsewhere").rename(second)
    assert collector.collect_once() == 20
    assert stored(database) == list(range(30))


def test_one_journal_that_cannot_be_read_holds_up_no_other(
    journal: Journal, open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    assert journal.write(numbered(10))
    (journal.folder / "00000001.visits").rename(journal.folder / "elsewhere")
    (journal.folder / "00000001.visits").mkdir()
    write(open_journal(), visit(at=NOON + 500))
    collector.collect_once()
    assert stored(database) == [500]


def test_a_file_being_made_is_left_alone(journal: Journal, collector: Collector, database: Database) -> None:
    """Between making the next file and its header, a worker's newest file is empty."""
    assert journal.write(numbered(1))
    (journal.folder / "00000002.visits").touch()
    assert collector.collect_once() == 1
    assert file_names(journal) == ["00000001.visits", "00000002.visits"]
    assert journal.write(numbered(9, first=1))
    assert journal.write(numbered(10, first=10))
    assert collector.collect_once() == 19
    assert stored(database) == list(range(20))


def test_a_worker_being_born_is_left_alone(collector: Collector, journal_dir: Path) -> None:
    """Its folder is there before its tally: taken for a dead one's, its first file would be unlinked under it."""
    newborn = journal_dir / "test.0123456789abcdef"
    newborn.mkdir(parents=True)
    assert find_sources(journal_dir) == []
    (newborn / "tally.new").touch()
    collector.collect_once()
    assert find_sources(journal_dir) == []
    assert newborn.exists()


def test_the_collector_writes_nothing_into_a_living_journal(journal: Journal, collector: Collector) -> None:
    assert journal.write(numbered(5))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in journal.folder.iterdir()}
    collector.collect_once()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before


def test_journals_are_collected_from_the_oldest_worker_on(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    first, second = open_journal(), open_journal()
    put_tally(first.folder, opened_at=2000)
    put_tally(second.folder, opened_at=1000)
    write(first, visit(at=NOON + 1))
    write(second, visit(at=NOON))
    assert [source.folder for source in find_sources(journal_dir)] == [second.folder, first.folder]
    collector.collect_once()
    assert stored(database) == [0, 1]
