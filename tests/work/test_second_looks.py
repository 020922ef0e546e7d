"""The node's worker takes second looks at stored clicks: a few seconds of a pass at a time, bursts each minute."""

from pathlib import Path
from typing import Any

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.recount import background, log, reclassify
from shortener.clicks.recount.place import progress
from shortener.clicks.tables import clicks
from shortener.clock import now_ms
from shortener.jobs import KINDS, Runner
from shortener.stores import Database
from tests.clicks.ageing import age
from tests.clicks.conftest import journal, journal_dir, open_journal
from tests.clicks.journaling import rows_of
from tests.clicks.test_bursts import burst, reasons
from tests.clicks.test_rebuild import SPRING
from tests.clicks.test_reclassify import collected
from tests.work.test_taking_jobs import all_jobs, put

__all__ = ["collected", "journal", "journal_dir", "open_journal"]


def run_all(database: Database) -> int:
    """How many jobs there were to do."""
    done = 0
    while Runner(database, "node").run_one():
        done += 1
    return done


@pytest.fixture
def aged(any_database: Database, collected: Any, tmp_path: Path) -> Database:
    collected(*burst(SPRING, 40))
    age(any_database)
    return any_database


def test_a_pass_that_was_asked_for_is_done_in_turns(aged: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reclassify, "PAGE", 10)
    monkeypatch.setattr(background, "SECONDS", 0)
    background.ask(aged, now_ms())
    background.ask(aged, now_ms())
    assert len(all_jobs(aged)) == 1
    assert run_all(aged) == 5
    assert {row["rules_version"] for row in rows_of(aged, clicks)} == {RULES_VERSION}
    assert [job.error for job in all_jobs(aged)] == [None] * 5
    with aged.read() as session:
        reached = progress(session, log.RULES)
    assert reached is not None
    assert (reached.looked, reached.moved, reached.finished_at is None) == (40, 40, False)


def test_a_node_with_other_rules_leaves_it_to_one_that_has_them(aged: Database) -> None:
    before = rows_of(aged, clicks)
    put(aged, kind=background.RECLASSIFY, due_at=0, rules_version="1-199901-1.0")
    assert run_all(aged) == 1
    assert rows_of(aged, clicks) == before
    [job] = all_jobs(aged)
    assert job.finished_at is None
    assert f"this node has {RULES_VERSION}." in (job.error or "")


def test_bursts_are_looked_for(any_database: Database, collected: Any, tmp_path: Path) -> None:
    collected(*burst(SPRING))
    put(any_database, kind=background.BURSTS, due_at=0)
    assert background.BURSTS in KINDS
    assert run_all(any_database) == 1
    assert set(reasons(any_database)) == {"burst"}
