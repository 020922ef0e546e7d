"""Whatever dies when: each journaled visit is one row in the end, and counted once in every rollup."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.tables import (
    agents,
    clicks,
    journals,
    link_days,
    link_quarters,
    link_totals,
    misses,
    set_aside,
    site_days,
    site_quarters,
)
from shortener.journal.visit import encode
from shortener.journal.writer import Journal, JournalOptions
from shortener.settings import Settings
from shortener.stores import Database
from tests.breaking import break_table, mend
from tests.clicks.journaling import NOON, make_collector, miss, numbered, rows_of, visit, wait_until, write

WRITTEN = (
    (agents, "INSERT"),
    (clicks, "INSERT"),
    (link_totals, "INSERT"),
    (link_quarters, "INSERT"),
    (site_quarters, "INSERT"),
    (link_days, "INSERT"),
    (site_days, "INSERT"),
    (misses, "INSERT"),
    (set_aside, "INSERT"),
    (journals, "UPDATE"),
)
SLOW_COLLECTOR = """
import sys, threading
from pathlib import Path
from shortener.clicks import collector
from shortener.stores import open_database
from tests.clicks.journaling import make_collector
collector.ROWS = 200
make_collector(open_database(sys.argv[1]), Path(sys.argv[2])).run(threading.Event())
"""


@pytest.mark.parametrize(("table", "action"), WRITTEN, ids=[table.name for table, _ in WRITTEN])
def test_a_transaction_that_dies_at_any_table_leaves_nothing_and_loses_nothing(
    journal: Journal, collector: Collector, database: Database, table: object, action: str
) -> None:
    assert collector.collect_once() == 0
    assert journal.write([encode(visit()), encode(miss()), b"?", encode(visit(at=NOON + 1))])
    before = {written.name: rows_of(database, written) for written, _ in WRITTEN}
    break_table(database, str(table), action)
    with pytest.raises(SQLAlchemyError, match=r"broken|no_such_function"):
        collector.collect_once()
    assert {written.name: rows_of(database, written) for written, _ in WRITTEN} == before
    mend(database)
    assert collector.collect_once() == 4
    assert [row["clicked_at"] for row in rows_of(database, clicks)] == [NOON, NOON + 1]
    assert rows_of(database, link_totals)[0]["clicks"] == 2
    assert collector.collect_once() == 0
    assert len(rows_of(database, clicks)) == 2


def test_an_agent_of_a_transaction_that_died_is_made_again(
    journal: Journal, collector: Collector, database: Database
) -> None:
    write(journal, visit(agent="new"))
    break_table(database, "journals", "UPDATE")
    with pytest.raises(SQLAlchemyError):
        collector.collect_once()
    mend(database)
    collector.collect_once()
    (agent,) = rows_of(database, agents)
    assert [row["agent_id"] for row in rows_of(database, clicks)] == [agent["id"]]


@pytest.fixture
def full(journal_dir: Path) -> Iterator[Journal]:
    """A living worker with 20,000 visits in files of 3,000."""
    journal = Journal(journal_dir, "test", JournalOptions(sync="normal", rows=3000))
    for start in range(0, 20_000, 500):
        assert journal.write(numbered(500, start))
    yield journal
    journal.close()


def test_a_collector_that_is_killed_again_and_again_stores_each_visit_once(
    full: Journal, database: Database, settings: Settings, journal_dir: Path
) -> None:
    def position() -> int:
        with database.read() as session:
            return session.scalar(select(func.max(journals.c.position))) or 0

    dice = random.Random(7)
    kills = 0
    while position() < 19_000:
        goal = position() + dice.randrange(1000, 6000)
        command = [sys.executable, "-c", SLOW_COLLECTOR, settings.database, str(journal_dir)]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        try:
            wait_until(lambda goal=goal: position() >= min(goal, 20_000))
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        kills += 1
    make_collector(database, journal_dir).collect_once()
    assert kills > 3
    assert [row["clicked_at"] for row in rows_of(database, clicks)] == [NOON + number for number in range(20_000)]
    assert rows_of(database, link_totals)[0]["clicks"] == 20_000
    assert sum(row["clicks"] for row in rows_of(database, site_quarters)) == 20_000
    assert audit(database, journal_dir).problems == []
