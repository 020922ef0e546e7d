"""Journals as workers write them, and a collector over them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shortener.clicks.collector import Collector
from shortener.journal.files import Row
from shortener.journal.sources import Source
from shortener.journal.tally import is_owned
from shortener.journal.writer import Journal, JournalOptions
from shortener.stores import Database
from tests.clicks.journaling import make_collector

OpenJournal = Callable[..., Journal]


@pytest.fixture
def journal_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "journals"
    folder.mkdir()
    return folder


@pytest.fixture
def open_journal(journal_dir: Path) -> Iterator[OpenJournal]:
    """Opens a worker's journal; a closed one is that of a worker that is gone. Closes what is left open at the end."""
    opened: list[Journal] = []

    def make(*, node: str = "test", rows: int = 200_000, folder: Path = journal_dir) -> Journal:
        opened.append(Journal(folder, node, JournalOptions("normal", rows=rows)))
        return opened[-1]

    yield make
    for journal in opened:
        if is_owned(journal.folder):
            journal.close()


@pytest.fixture
def journal(open_journal: OpenJournal) -> Journal:
    return open_journal()


@pytest.fixture
def collector(database: Database, journal_dir: Path) -> Collector:
    return make_collector(database, journal_dir)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows each read of a journal gave."""
    given: list[int] = []
    read = Source.read

    def reading(source: Source, after: int, most: int, most_bytes: int) -> list[Row]:
        rows = read(source, after, most, most_bytes)
        given.append(len(rows))
        return rows

    monkeypatch.setattr(Source, "read", reading)
    return given
