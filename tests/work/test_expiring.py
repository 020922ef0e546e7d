"""The node's worker lets old clicks expire, by the setting, once an hour in the whole cluster."""

import threading
from typing import Any

import pytest

from shortener.clicks.tables import clicks
from shortener.clock import now_ms
from shortener.jobs import HOUR, REPEATED, RETENTION, Runner, expiring
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.reports.clicking import add_clicks
from tests.work.test_taking_jobs import all_jobs, put

DAY = 24 * HOUR


def runner(database: Database, months: int) -> Runner:
    return Runner(database, "node", {RETENTION: expiring(months, threading.Event())})


def ages(database: Database) -> list[int]:
    """In days."""
    return [round((now_ms() - row["clicked_at"]) / DAY) for row in rows_of(database, clicks)]


@pytest.mark.parametrize(("months", "kept"), [(25, [1, 400, 700]), (12, [1]), (0, [1, 400, 700, 900])])
def test_clicks_older_than_the_setting_says_go(database: Database, months: int, kept: list[int]) -> None:
    made: list[dict[str, Any]] = [{"clicked_at": now_ms() - age * DAY} for age in (1, 400, 700, 900)]
    add_clicks(database, made)
    put(database, kind=RETENTION, due_at=0)
    assert runner(database, months).run_one()
    assert ages(database) == kept
    assert all_jobs(database)[0].error is None


def test_it_waits_in_the_queue_once_and_only_where_it_can_be_done(database: Database) -> None:
    Runner(database, "other")._repeat()
    assert {job.kind for job in all_jobs(database)} == REPEATED.keys() - {RETENTION}
    for _ in range(2):
        runner(database, 25)._repeat()
    assert sorted(job.kind for job in all_jobs(database)) == sorted(REPEATED)
