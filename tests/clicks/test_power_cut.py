"""SQLite's commits of clicks aren't waited for: a power cut undoes the latest, and the journals still have them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shortener import schema
from shortener.clicks.audit import audit
from shortener.clicks.tables import clicks, journals
from shortener.stores import Database, open_database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, killed_worker, make_collector, numbered, rows_of

FILE = "shortener.db"


class Disk(Database):
    """Keeps, each time that it settles, what a power cut from then on leaves at least: `left` holds it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.left = folder, folder / "left"
        super().__init__(open_database(f"sqlite:///{folder / FILE}", lazy=True).engine)
        schema.upgrade(self)
        self.settle()

    def settle(self) -> None:
        super().settle()
        shutil.rmtree(self.left, ignore_errors=True)
        self.left.mkdir()
        for name in (FILE, f"{FILE}-wal"):
            if (self._folder / name).exists():
                shutil.copy(self._folder / name, self.left)

    def after_the_cut(self) -> Database:
        return open_database(f"sqlite:///{self.left / FILE}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    found = Disk(tmp_path)
    yield found
    found.close()


def synchronous(database: Database) -> int:
    with database.read() as session:
        return int(session.scalar(text("PRAGMA synchronous")) or 0)


def test_only_a_lazy_database_does_not_wait_for_the_disk(disk: Disk) -> None:
    eager = open_database(str(disk.engine.url))
    assert (synchronous(disk), synchronous(eager)) == (1, 2)
    eager.close()


@pytest.mark.parametrize("visits", [9, 10, 25])
def test_each_click_is_in_the_database_or_still_in_a_journal(
    disk: Disk, open_journal: OpenJournal, journal_dir: Path, visits: int
) -> None:
    journal = open_journal(rows=10)
    collector = make_collector(disk, journal_dir)
    for first in range(0, visits, 5):
        assert journal.write(numbered(min(5, visits - first), first))
        collector.collect_once()
    assert len(rows_of(disk, clicks)) == visits
    after = disk.after_the_cut()
    assert len(rows_of(after, clicks)) == visits // 10 * 10, "what the closed files held had settled, the rest had not"
    make_collector(after, journal_dir).collect_once()
    assert [row["clicked_at"] - NOON for row in rows_of(after, clicks)] == list(range(visits))
    assert audit(after, journal_dir).problems == []
    after.close()


def test_a_dead_workers_journal_goes_once_its_end_has_settled(disk: Disk, journal_dir: Path) -> None:
    killed_worker(journal_dir, 15, rows=10)
    make_collector(disk, journal_dir).collect_once()
    assert not list(journal_dir.glob("*.*/"))
    after = disk.after_the_cut()
    assert rows_of(after, journals) == rows_of(disk, journals)
    found = audit(after, journal_dir)
    assert (found.problems, found.received, found.stored) == ([], 15, 15)
    after.close()
