"""What killed workers left behind is stored to the last visit, then cleared away."""

import os
from pathlib import Path

import pytest

from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks, journals
from shortener.journal.tally import is_owned
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, killed_worker, numbered, put_tally, rows_of, visit, write


def stored(database: Database) -> list[int]:
    return [row["clicked_at"] - NOON for row in rows_of(database, clicks)]


def test_what_a_killed_worker_wrote_is_stored(collector: Collector, database: Database, journal_dir: Path) -> None:
    folder = killed_worker(journal_dir, 25)
    assert not is_owned(folder)
    assert collector.collect_once() == 25
    assert stored(database) == list(range(25))


@pytest.mark.parametrize("torn", [b"\x07", b"\x07\0\0\0\x12\x34\x56\x78torn", bytes(5000)])
def test_what_a_killed_worker_had_not_written_to_its_end_is_no_damage(
    collector: Collector, database: Database, journal_dir: Path, torn: bytes
) -> None:
    folder = killed_worker(journal_dir, 25, rows=10)
    with (folder / "00000003.visits").open("ab") as file:
        file.write(torn)
    assert audit(database, journal_dir).problems == []
    assert collector.collect_once() == 25
    assert not folder.exists()
    assert audit(database, journal_dir).problems == []


def test_committed_visits_that_a_power_cut_took_are_missed(
    collector: Collector, database: Database, journal_dir: Path
) -> None:
    """With SHORTENER_JOURNAL_SYNC=normal the tally may be on disk before the file is."""
    folder = killed_worker(journal_dir, 25, rows=10)
    path = folder / "00000003.visits"
    os.truncate(path, path.read_bytes().index(numbered(1, first=24)[0]) + 1)
    assert audit(database, journal_dir).problems == [
        f"Journal file {path} can't be read beyond position 24: it is damaged."
    ]
    assert collector.collect_once() == 24
    assert [found.name for found in folder.glob("*.visits*")] == ["00000003.visits.bad"]
    assert not audit(database, journal_dir).adds_up


def test_visits_that_a_tally_older_than_the_files_knows_nothing_of_are_stored(
    collector: Collector, database: Database, journal_dir: Path
) -> None:
    """As a power cut leaves it with SHORTENER_JOURNAL_SYNC=full: visits are on disk before they are answered."""
    folder = killed_worker(journal_dir, 25, rows=10)
    put_tally(folder, file=1, committed=0)
    assert audit(database, journal_dir).waiting == 25
    assert collector.collect_once() == 25
    assert not folder.exists()


def test_all_files_of_a_killed_worker_go_and_its_last_word_is_kept(
    collector: Collector, database: Database, journal_dir: Path
) -> None:
    folder = killed_worker(journal_dir, 25, rows=10)
    assert len(list(folder.glob("*.visits"))) == 3
    collector.collect_once()
    assert not folder.exists()
    (row,) = rows_of(database, journals)
    assert (row["name"], row["position"], row["clicks"]) == (folder.name, 25, 25)
    assert (row["lost"], row["uncounted"]) == (0, 1)
    assert row["finished_at"] > 0
    assert stored(database) == list(range(25))
    assert audit(database, journal_dir).adds_up


def test_what_a_worker_lost_is_known_after_its_folder_is_gone(
    open_journal: OpenJournal, collector: Collector, database: Database, journal_dir: Path
) -> None:
    journal = open_journal()
    write(journal, visit())
    journal.close()
    put_tally(journal.folder, lost=7, uncounted=11)
    collector.collect_once()
    assert not journal.folder.exists()
    found = audit(database, journal_dir)
    assert (found.lost, found.uncounted, found.received, found.stored) == (7, 11, 8, 1)
    assert found.adds_up


def test_losses_of_a_living_worker_reach_the_database_though_nothing_is_written(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = open_journal()
    collector.collect_once()
    for lost in (3, 8):
        put_tally(journal.folder, lost=lost)
        collector.collect_once()
    assert rows_of(database, journals)[0]["lost"] == 8


def test_a_worker_that_dies_between_two_rounds_is_finished_by_the_second(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = open_journal()
    assert journal.write(numbered(3))
    assert collector.collect_once() == 3
    assert journal.folder.exists()
    assert journal.write(numbered(2, first=3))
    journal.close()
    assert collector.collect_once() == 2
    assert not journal.folder.exists()
    assert stored(database) == [0, 1, 2, 3, 4]


def test_a_worker_that_never_served_anybody_leaves_no_folder(
    open_journal: OpenJournal, collector: Collector, database: Database
) -> None:
    journal = open_journal()
    journal.close()
    assert collector.collect_once() == 0
    assert not journal.folder.exists()
    assert rows_of(database, journals)[0]["position"] == 0


@pytest.mark.parametrize("node", ["test", "an older name"])
def test_journals_of_earlier_boots_are_collected_whatever_the_node_was_called_then(
    open_journal: OpenJournal, collector: Collector, database: Database, node: str
) -> None:
    journal = open_journal(node=node)
    write(journal, visit())
    journal.close()
    assert collector.collect_once() == 1
    assert rows_of(database, journals)[0]["node"] == node
