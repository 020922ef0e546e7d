"""Two collectors on one node, by accident or during a restart: every visit is still one click."""

import shutil
import threading
from pathlib import Path

import pytest

from shortener.clicks import collector as module
from shortener.clicks.audit import audit
from shortener.clicks.batch import make_batch
from shortener.clicks.days import Calendar
from shortener.clicks.steps.figures import Figures
from shortener.clicks.store import Store
from shortener.clicks.tables import agents, clicks, link_totals
from shortener.journal.sources import find_sources
from shortener.journal.writer import Journal
from shortener.settings import Settings
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import NOON, make_collector, numbered, rows_of, visit, write
from tests.clicks.visiting import STEPS


@pytest.fixture
def journal(open_journal: OpenJournal) -> Journal:
    return open_journal(rows=300)


def stored(database: Database) -> list[int]:
    return [row["clicked_at"] - NOON for row in rows_of(database, clicks)]


def test_two_that_run_while_visits_arrive_store_each_of_them_once(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    stop = threading.Event()
    running = [threading.Thread(target=make_collector(any_database, journal_dir).run, args=(stop,)) for _ in range(2)]
    for thread in running:
        thread.start()
    for start in range(0, 3000, 50):
        assert journal.write(numbered(50, start))
    stop.set()
    for thread in running:
        thread.join()
    make_collector(any_database, journal_dir).collect_once()
    assert sorted(stored(any_database)) == list(range(3000))
    assert rows_of(any_database, link_totals)[0]["clicks"] == 3000
    assert audit(any_database, journal_dir).problems == []


def test_a_batch_that_somebody_else_stored_meanwhile_is_not_stored_again(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    assert journal.write(numbered(5))
    (source,) = find_sources(journal_dir)
    rows = source.read(0, 100)
    stores = [Store(any_database, Calendar("UTC")) for _ in range(2)]
    assert [store.position(source) for store in stores] == [0, 0]
    batch = make_batch(rows, "test", NOON, STEPS, Figures())
    outcomes = [store.add(source, 0, batch, store.fold(batch)) for store in stores]
    assert outcomes == [True, False]
    assert stored(any_database) == list(range(5))


def test_when_the_lock_does_not_hold_the_position_still_keeps_them_apart(
    journal: Journal, journal_dir: Path, any_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collectors that reach one journal through different folders don't see each other's lock."""
    monkeypatch.setattr(module, "ROWS", 7)
    assert journal.write(numbered(250))
    ways = [tmp_path / f"way-{number}" for number in range(3)]
    for way in ways:
        way.mkdir()
        (way / journal.folder.name).symlink_to(journal.folder)
    running = [threading.Thread(target=make_collector(any_database, way).collect_once) for way in ways]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert sorted(stored(any_database)) == list(range(250))
    assert audit(any_database, journal_dir).problems == []


def test_who_does_not_get_the_journals_stores_nothing(journal: Journal, journal_dir: Path, database: Database) -> None:
    assert journal.write(numbered(5))
    with module._claimed(journal_dir) as mine:
        assert mine
        assert make_collector(database, journal_dir).collect_once() == 0
    assert make_collector(database, journal_dir).collect_once() == 5


def test_one_whose_memory_is_behind_asks_the_database_where_to_go_on(
    journal: Journal, journal_dir: Path, database: Database
) -> None:
    behind, ahead = make_collector(database, journal_dir), make_collector(database, journal_dir)
    assert journal.write(numbered(3))
    assert behind.collect_once() == 3
    assert journal.write(numbered(3, first=3))
    assert ahead.collect_once() == 3
    assert journal.write(numbered(3, first=6))
    assert behind.collect_once() == 3
    assert stored(database) == list(range(9))


def test_after_an_older_database_is_put_back_what_the_journals_still_hold_is_stored_again(
    journal: Journal, journal_dir: Path, database: Database, settings: Settings, tmp_path: Path
) -> None:
    if settings.database_url:
        pytest.skip("an SQLite file can be put back by copying it")
    path = settings.data_dir / "shortener.db"
    collector = make_collector(database, journal_dir)
    assert journal.write(numbered(4))
    collector.collect_once()
    database.close()
    shutil.copy(path, tmp_path / "backup")
    write(journal, *[visit(at=NOON + number, agent="later") for number in range(4, 8)])
    collector.collect_once()
    database.close()
    shutil.copy(tmp_path / "backup", path)
    write(journal, *[visit(at=NOON + number, agent="later") for number in range(8, 12)])
    collector.collect_once()
    assert stored(database) == list(range(12))
    known = {row["id"]: row["agent"] for row in rows_of(database, agents)}
    assert [known[row["agent_id"]] for row in rows_of(database, clicks)] == ["Mozilla/5.0"] * 4 + ["later"] * 8
