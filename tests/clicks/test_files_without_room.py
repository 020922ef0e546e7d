"""A journal file that can't be read while the disk is full is neither broken nor missing: it waits, and is said so."""

from pathlib import Path

from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.stores import Database
from tests.clicks.journaling import allow_index, killed_worker, refuse_index
from tests.disks import fill, needs_mount, tiny_disk


def test_it_is_reported_by_itself_and_the_sums_still_add_up(database: Database, journal_dir: Path) -> None:
    path = killed_worker(journal_dir, 5) / "00000001.db"
    refuse_index(path)
    found = audit(database, journal_dir)
    assert (found.unread, found.problems, found.adds_up) == ([str(path)], [], True)
    assert (found.received, found.waiting) == (0, 0)


def test_the_file_after_it_is_not_said_to_miss_anything(database: Database, journal_dir: Path) -> None:
    folder = killed_worker(journal_dir, 25, rows=10)
    refuse_index(folder / "00000001.db")
    found = audit(database, journal_dir)
    assert (found.unread, found.problems, found.waiting) == ([str(folder / "00000001.db")], [], 25)


def test_a_file_that_is_gone_is_still_missed_behind_one_that_can_be_read(database: Database, journal_dir: Path) -> None:
    folder = killed_worker(journal_dir, 45, rows=10)
    refuse_index(folder / "00000001.db")
    (folder / "00000003.db").unlink()
    (problem,) = audit(database, journal_dir).problems
    assert problem == f"Positions 21 to 30 are missing before {folder / '00000004.db'}."


def test_it_is_stored_whole_as_soon_as_there_is_room(
    database: Database, journal_dir: Path, collector: Collector
) -> None:
    path = killed_worker(journal_dir, 5) / "00000001.db"
    refuse_index(path)
    assert collector.collect_once() == 0
    assert path.exists()
    allow_index(path)
    assert collector.collect_once() == 5
    found = audit(database, journal_dir)
    assert (found.unread, found.adds_up, found.stored) == ([], True, 5)


@needs_mount
def test_so_it_is_on_a_disk_that_is_really_full(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    with tiny_disk(folder, 300) as ballast:
        path = killed_worker(folder, 5) / "00000001.db"
        Path(f"{path}-shm").unlink()
        fill(ballast)
        assert audit(database, folder).unread == [str(path)]
        ballast.unlink()
        found = audit(database, folder)
        assert (found.unread, found.waiting, found.adds_up) == ([], 5, True)
