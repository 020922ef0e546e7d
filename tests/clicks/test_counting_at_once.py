"""Collectors of two nodes that count at the same moment wait for each other, and one that can't is asked again."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from shortener.clicks.batch import make_batch
from shortener.clicks.days import Calendar
from shortener.clicks.steps.figures import Figures
from shortener.clicks.store import Store
from shortener.clicks.tables import clicks, journals, link_totals, site_days
from shortener.clicks.zone import hold_zone
from shortener.journal.sources import find_sources
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import HOUR, NOON, make_collector, rows_of, visit, wait_until, write
from tests.clicks.nodes import total
from tests.clicks.visiting import STEPS

pytestmark = pytest.mark.stores("postgresql")
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@pytest.fixture
def counted(any_database: Database, open_journal: OpenJournal, journal_dir: Path) -> Database:
    """One click is stored, so that the day has its row."""
    write(open_journal(), visit(link_id=9))
    make_collector(any_database, journal_dir).collect_once()
    return any_database


def wait_for_locks(database: Database, transactions: int) -> None:
    def waiting() -> int:
        with database.read() as session:
            return int(session.scalar(WAITING) or 0)

    wait_until(lambda: waiting() == transactions)


@pytest.fixture
def add_apart(counted: Database, open_journal: OpenJournal, tmp_path: Path) -> Iterator[Callable[[int], None]]:
    """Starts storing, as a collector of a node of its own, 10 clicks on a link and in an hour of their own."""
    running: list[threading.Thread] = []

    def start(number: int) -> None:
        folder = tmp_path / f"node-{number}"
        folder.mkdir()
        write(open_journal(folder=folder), *[visit(at=NOON + number * HOUR + i, link_id=number) for i in range(10)])
        (source,) = find_sources(folder)
        store = Store(counted, Calendar("UTC"))
        assert store.position(source) == 0
        batch = make_batch(source.read(0, 100), "test", NOON, STEPS, Figures())
        running.append(threading.Thread(target=store.add, args=(source, 0, batch, store.fold(batch))))
        running[-1].start()

    def end() -> None:
        for thread in running:
            thread.join()

    yield start
    end()


def test_what_two_add_to_the_same_day_is_all_there(
    counted: Database, add_apart: Callable[[int], None], any_database: Database
) -> None:
    with counted.write() as session:
        session.execute(select(site_days).with_for_update())
        add_apart(1)
        add_apart(2)
        wait_for_locks(counted, 2)
    wait_until(lambda: len(rows_of(counted, clicks)) == 21)
    assert [total(row["data"]) for row in rows_of(counted, site_days)] == [21]


def test_a_transaction_that_is_given_up_for_another_one_is_done_again(
    counted: Database, add_apart: Callable[[int], None], any_database: Database
) -> None:
    """Its rival holds what everybody counts under, and wants the journal: one of them has to give up."""
    with counted.write() as rival:
        rival.execute(text("SET LOCAL deadlock_timeout = '10min'"))
        hold_zone(rival)
        add_apart(1)
        wait_for_locks(counted, 1)
        rival.execute(journals.update().values(lost=7))
    wait_until(lambda: len(rows_of(counted, clicks)) == 11)
    assert [(row["link_id"], row["clicks"]) for row in rows_of(counted, link_totals)] == [(1, 10), (9, 1)]
