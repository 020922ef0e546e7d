"""A day is exported once every node has stored all of it, or it took too long: then whoever gets the file is told."""

import pytest
from sqlalchemy import insert

from shortener.clicks.tables import collectors, journals
from shortener.schedules.job import PATIENCE_MS
from shortener.stores import Database
from tests.reports.test_periods import ms
from tests.schedules.conftest import Add, Worker

pytestmark = pytest.mark.stores("sqlite")
COUNTS = dict.fromkeys(("position", "clicks", "misses", "set_aside", "lost", "uncounted"), 0)


def add_node(database: Database, name: str, passed: str) -> None:
    row = {"name": f"{name}.1", "node": name, "opened_at": 0, "finished_at": None}
    with database.write() as session:
        session.execute(insert(journals).values(row | COUNTS))
        session.execute(insert(collectors).values(node=name, passed_at=ms(passed)))


def pass_by(database: Database, name: str, passed: str) -> None:
    with database.write() as session:
        session.execute(collectors.update().where(collectors.c.node == name).values(passed_at=ms(passed)))


def test_it_waits_for_the_slowest_node_without_counting_that_as_a_failure(add: Add, worker: Worker) -> None:
    add("daily")
    add_node(worker.database, "quick", "2026-10-25T00:00:30+01:00")
    add_node(worker.database, "slow", "2026-10-24T23:59:59+01:00")
    assert worker.work("2026-10-25T00:01+01:00") == []
    [job, _tomorrow] = worker.waiting()
    assert (job.due_at, job.attempts, job.claimed_by) == (ms("2026-10-25T00:02+01:00"), 0, None)
    assert job.error == (
        "Clicks may be missing: not every node had stored its own (slow up to 2026-10-24T23:59:59+01:00)."
    )
    pass_by(worker.database, "slow", "2026-10-25T00:00+01:00")
    [run] = worker.work("2026-10-25T00:02+01:00")
    assert (run.error, run.note) == (None, "")


def test_after_a_bounded_wait_it_goes_on_and_says_so(add: Add, worker: Worker) -> None:
    add("daily")
    add_node(worker.database, "dead", "2026-10-24T18:00+01:00")
    end = ms("2026-10-25T00:00+01:00")
    assert ms("2026-10-25T01:59:59+01:00") < end + PATIENCE_MS
    assert worker.work("2026-10-25T01:58+01:00") == []
    [run] = worker.work("2026-10-25T01:01+00:00")
    assert run.error is None
    assert run.note.endswith("(dead up to 2026-10-24T18:00:00+01:00).")


@pytest.mark.parametrize("gone", ["finished", "silent for a week"])
def test_a_node_that_is_gone_is_not_waited_for(add: Add, worker: Worker, gone: str) -> None:
    add("daily")
    add_node(worker.database, "gone", "2026-10-24T18:00Z" if gone == "finished" else "2026-10-17T00:00Z")
    if gone == "finished":
        with worker.database.write() as session:
            session.execute(journals.update().values(finished_at=1))
    [run] = worker.work("2026-10-25T00:01+01:00")
    assert run.note == ""
