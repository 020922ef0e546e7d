"""A collector that has been behind for a while says so, one that keeps up does not."""

import threading
from pathlib import Path

import pytest

from shortener.clicks import collector as module
from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import ZONE, numbered, rows_of
from tests.live import eventually


@pytest.mark.parametrize(("behind_seconds", "hurries"), [(0.0, True), (60.0, False)])
def test_only_who_is_behind_hurries(
    behind_seconds: float, hurries: bool, database: Database, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS", 1)
    monkeypatch.setattr(module, "BEHIND_SECONDS", behind_seconds)
    stop, hurried, behind = threading.Event(), threading.Event(), threading.Event()

    def hurry() -> None:
        hurried.set()
        if not stop.is_set():
            behind.set()

    collector = Collector(database, Path(journal.folder.parent), "test", ZONE, hurry=hurry)
    assert journal.write(numbered(30))
    running = threading.Thread(target=collector.run, args=(stop,))
    running.start()
    eventually(lambda: len(rows_of(database, clicks)) == 30)
    stop.set()
    running.join()
    assert behind.is_set() == hurries
    assert hurried.is_set(), "at the end, everybody does"
