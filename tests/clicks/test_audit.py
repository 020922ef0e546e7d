"""The audit adds up at every moment, and finds whatever is missing."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from shortener.clicks import collector as module
from shortener.clicks.audit import Audit, audit
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks, expired
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import killed_worker, make_collector, miss, numbered, put_tally, visit, write


@pytest.fixture
def journal(open_journal: OpenJournal) -> Journal:
    """Files of ten visits."""
    return open_journal(rows=10)


def edit(database: Database, statement: Any) -> None:
    with database.write() as session:
        session.execute(statement)


def figures(found: Audit) -> tuple[int, int, int, int]:
    return found.received, found.stored, found.waiting, found.rows


def test_nothing_adds_up_to_nothing(database: Database, journal_dir: Path) -> None:
    found = audit(database, journal_dir)
    assert figures(found) == (0, 0, 0, 0)
    assert found.adds_up


def test_what_waits_is_received_and_not_stored(
    journal: Journal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    assert journal.write(numbered(10))
    assert journal.write(numbered(4))
    assert figures(audit(database, journal_dir)) == (14, 0, 14, 0)
    collector.collect_once()
    assert figures(audit(database, journal_dir)) == (14, 14, 0, 14)
    assert journal.write(numbered(3))
    found = audit(database, journal_dir)
    assert figures(found) == (17, 14, 3, 14)
    assert found.adds_up


def test_misses_losses_and_expired_rows_have_their_place(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    write(journal, visit(), miss(), miss(), visit(), visit())
    assert journal.write([b"?"])
    put_tally(journal.folder, lost=5, uncounted=9)
    make_collector(any_database, journal_dir).collect_once()
    edit(any_database, delete(clicks).where(clicks.c.id == select(clicks.c.id).limit(1).scalar_subquery()))
    edit(any_database, insert(expired).values(kind="clicks", count=1))
    found = audit(any_database, journal_dir)
    assert (found.received, found.stored, found.set_aside, found.lost, found.uncounted) == (11, 5, 1, 5, 9)
    assert (found.rows, found.misses, found.expired) == (2, 2, 1)
    assert found.problems == []


def test_it_reads_what_a_killed_worker_left(database: Database, journal_dir: Path) -> None:
    killed_worker(journal_dir, 7)
    assert audit(database, journal_dir).waiting == 7


def test_a_byte_that_changed_in_a_waiting_file_is_found(
    journal: Journal, database: Database, journal_dir: Path
) -> None:
    assert journal.write(numbered(5))
    path = journal.folder / "00000001.visits"
    third = path.read_bytes().index(numbered(1, first=2)[0])
    with path.open("r+b") as file:
        file.seek(third)
        file.write(b"?")
    assert audit(database, journal_dir).problems == [
        f"Journal file {path} can't be read beyond position 2: it is damaged."
    ]


@pytest.mark.parametrize("left", [0, 1, 2])
def test_newest_files_that_vanished_are_found(journal_dir: Path, database: Database, left: int) -> None:
    folder = killed_worker(journal_dir, 25, rows=10)
    for path in sorted(folder.glob("*.visits"))[left:]:
        path.unlink()
    assert audit(database, journal_dir).problems == [f"Positions {left * 10 + 1} to 25 are missing from {folder}."]


def test_a_file_that_vanished_is_found_before_and_after_collecting(
    journal: Journal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    for start in range(0, 30, 10):
        assert journal.write(numbered(10, start))
    (journal.folder / "00000002.visits").unlink()
    before = audit(database, journal_dir)
    assert before.problems == [f"Positions 11 to 20 are missing before {journal.folder / '00000003.visits'}."]
    assert collector.collect_once() == 20
    after = audit(database, journal_dir)
    assert f"Journal {journal.folder.name} is stored up to 30, but 20 of it are counted." in after.problems


def test_the_first_waiting_file_must_follow_what_is_stored(
    journal: Journal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    assert journal.write(numbered(5))
    collector.collect_once()
    assert journal.write(numbered(5, first=5))
    assert journal.write(numbered(5, first=10))
    (journal.folder / "00000001.visits").unlink()
    assert audit(database, journal_dir).problems == [
        f"Positions 6 to 10 are missing before {journal.folder / '00000002.visits'}."
    ]


def test_journals_of_other_nodes_count_by_what_is_stored_of_them(
    open_journal: OpenJournal, database: Database, journal_dir: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "other-node"
    elsewhere.mkdir()
    here, there = open_journal(), open_journal(node="other", folder=elsewhere)
    assert here.write(numbered(3))
    assert there.write(numbered(4))
    make_collector(database, journal_dir).collect_once()
    make_collector(database, elsewhere).collect_once()
    assert there.write(numbered(2))
    found = audit(database, journal_dir)
    assert figures(found) == (7, 7, 0, 7)
    assert found.adds_up
    assert figures(audit(database, elsewhere)) == (9, 7, 2, 7)


def test_it_adds_up_at_every_moment_while_visits_arrive_and_are_stored(
    journal: Journal, any_database: Database, journal_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 20)
    collector = make_collector(any_database, journal_dir)
    done = threading.Event()

    def work() -> None:
        for start in range(0, 600, 15):
            assert journal.write(numbered(15, start))
            collector.collect_once()
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    problems: list[str] = []
    looks = 0
    while not done.is_set():
        problems += audit(any_database, journal_dir).problems
        looks += 1
    thread.join()
    assert looks > 3
    assert problems == []
    assert figures(audit(any_database, journal_dir)) == (600, 600, 0, 600)
