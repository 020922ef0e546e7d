"""A job that takes longer than a lease keeps it while it is done, and one whose time hasn't come is no failure."""

import threading
from typing import Any

import pytest

from shortener import work
from shortener.clock import now_ms
from shortener.jobs import KINDS, Runner
from shortener.stores import Database
from tests.work.test_taking_jobs import NOW, all_jobs, put, take


def test_what_is_extended_is_free_only_a_lease_later(any_database: Database) -> None:
    put(any_database)
    job = take(any_database, worker="first")
    assert job is not None
    with any_database.write() as session:
        work.extend(session, job, NOW + 1000)
    assert take(any_database, NOW + work.LEASE_MS + 1, worker="second") is None
    assert take(any_database, NOW + work.LEASE_MS + 1001, worker="second") is not None


def test_who_has_lost_a_job_cannot_extend_it(database: Database) -> None:
    put(database)
    late = take(database, worker="node")
    assert late is not None
    again = take(database, NOW + work.LEASE_MS + 1, worker="node")
    assert again is not None
    with database.write() as session:
        work.extend(session, late, NOW + 10 * work.LEASE_MS)
    assert all_jobs(database)[0].claimed_until == again.claimed_until


def test_a_long_job_keeps_its_lease(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "LEASE_MS", 400)
    others: list[work.Job | None] = []

    def take_long(_database: Database, _payload: dict[str, Any]) -> None:
        for _ in range(8):
            threading.Event().wait(0.2)
            others.append(work.claim(database, "other", ["long"], now_ms()))

    monkeypatch.setitem(KINDS, "long", take_long)
    put(database, kind="long", due_at=0)
    assert Runner(database, "node").run_one()
    assert others == [None] * 8
    [job] = all_jobs(database)
    assert (job.attempts, job.error, job.finished_at is None) == (1, None, False)
    assert [thread.name for thread in threading.enumerate() if thread.name == "lease"] == []


def test_a_job_whose_time_has_not_come_waits_without_having_failed(database: Database) -> None:
    due = now_ms() + 60_000

    def refuse(_database: Database, _payload: dict[str, Any]) -> None:
        raise work.NotYet("The period isn't over.", due)

    put(database, kind="early", due_at=0, key="early")
    assert Runner(database, "node", {"early": refuse}).run_one()
    [job] = all_jobs(database)
    assert (job.due_at, job.attempts, job.claimed_by, job.key) == (due, 0, None, "early")
    assert job.error == "The period isn't over."
    assert not Runner(database, "node", {"early": refuse}).run_one()


def test_a_worker_may_have_repeated_jobs_of_its_own(database: Database) -> None:
    before = now_ms()
    Runner(database, "node", {"look": lambda _database, _payload: None}, {"look": 5000})._repeat()
    [job] = [job for job in all_jobs(database) if job.kind == "look"]
    assert before + 5000 <= job.due_at <= now_ms() + 5000
    assert job.key == "look"
