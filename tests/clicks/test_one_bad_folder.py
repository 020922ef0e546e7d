"""A journal folder that can't be cleared away costs itself some order, and no other journal its clicks."""

import logging
from pathlib import Path

import pytest

from shortener.clicks.audit import audit
from shortener.clicks.tables import journals
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.visiting import a_collector, marked, marks, rows_of, write


def test_a_folder_that_cannot_be_removed_keeps_no_other_journal_waiting(
    database: Database, journal_dir: Path, open_journal: OpenJournal, caplog: pytest.LogCaptureFixture
) -> None:
    dead, living = open_journal(), open_journal()
    write(dead, marked([1, 2]))
    write(living, marked([3]))
    (dead.folder / "lost+found").mkdir()
    dead.close()
    collector = a_collector(database, journal_dir)
    with caplog.at_level(logging.WARNING):
        collector.collect_once()
        write(living, marked([4]))
        assert collector.collect_once() == 1
        collector.collect_once()
    assert marks(database) == [1, 2, 3, 4]
    assert [dead.folder.name in record.message for record in caplog.records] == [True]
    finished = {row["name"]: row["finished_at"] for row in rows_of(database, journals)}
    assert finished[dead.folder.name] is not None
    assert finished[living.folder.name] is None
    assert audit(database, journal_dir).problems == []
