"""The node's worker: does what is due, repeats what is to be repeated, survives what fails, and stops when told."""

import logging
import threading
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from shortener import jobs, work
from shortener.accounts.tables import FailedSignIn, SignIn
from shortener.accounts.throttle import WINDOW_MS
from shortener.clicks import forgetting
from shortener.clicks.tables import misses
from shortener.clock import now_ms
from shortener.jobs import DAY, HOUR, KINDS, REPEATED, Runner
from shortener.links.tables import Change
from shortener.stores import Database
from shortener.work import Job
from tests.accounts.conftest import AddPerson, add_person
from tests.clicks.journaling import rows_of
from tests.reports.clicking import add_miss
from tests.work.test_taking_jobs import all_jobs, put

__all__ = ["add_person"]


def test_a_job_gets_its_payload_as_it_was_queued(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    monkeypatch.setitem(KINDS, "look", lambda _database, payload: seen.append(payload))
    payload = {"text": "é \0 😀", "number": 2**40, "none": None, "list": [1, {"a": True}]}
    with database.write() as session:
        work.add(session, "look", payload, 0)
    assert Runner(database, "node").run_one()
    assert seen == [payload]
    assert not Runner(database, "node").run_one()


def test_what_a_job_raises_is_its_failure_and_the_next_job_is_done(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def break_down(_database: Database, _payload: dict[str, Any]) -> None:
        raise RuntimeError("the printer is on fire")

    monkeypatch.setitem(KINDS, "break", break_down)
    monkeypatch.setitem(KINDS, "work", lambda _database, _payload: done.append(1))
    put(database, kind="break", due_at=0)
    put(database, kind="work", due_at=1)
    runner = Runner(database, "node")
    assert runner.run_one()
    assert runner.run_one()
    assert done == [1]
    broken, good = all_jobs(database)
    assert "the printer is on fire" in (broken.error or "")
    assert broken.finished_at is None
    assert (good.error, good.finished_at is None) == (None, False)


def test_a_failure_that_says_nothing_still_has_a_reason(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_silent(_database: Database, _payload: dict[str, Any]) -> None:
        raise TimeoutError

    monkeypatch.setitem(KINDS, "silent", fall_silent)
    put(database, kind="silent", due_at=0)
    Runner(database, "node").run_one()
    assert "TimeoutError" in (all_jobs(database)[0].error or "")


def test_a_payload_that_is_none_is_a_failure(database: Database) -> None:
    put(database, due_at=0)
    with database.write() as session:
        session.execute(update(Job).values(payload="{broken"))
    Runner(database, "node").run_one()
    assert all_jobs(database)[0].error


def test_tidying_is_queued_once_however_many_workers_run(any_database: Database) -> None:
    before = now_ms()
    for name in ("one", "two", "one"):
        Runner(any_database, name)._repeat()
    found = {job.kind: job for job in all_jobs(any_database)}
    assert sorted(str(job.key) for job in all_jobs(any_database)) == sorted(found) == sorted(REPEATED.keys() & KINDS)
    assert before + HOUR <= found["tidy"].due_at <= now_ms() + HOUR


def test_misses_are_looked_at_and_kept_few(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_GROUPS", 1)
    for slug, count in (("often", 5), ("scan.php", 900), ("rare", 1)):
        add_miss(database, slug, count, looks=None)
    put(database, kind="misses", due_at=0)
    assert Runner(database, "node").run_one()
    assert [(row["slug"], row["looks"]) for row in rows_of(database, misses)] == [("often", "")]


def test_the_loop_does_what_is_due_queues_what_repeats_and_ends_when_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0.01)
    stop, done = threading.Event(), threading.Event()
    monkeypatch.setitem(KINDS, "signal", lambda _database, _payload: done.set())
    put(database, kind="signal", due_at=0)
    loop = threading.Thread(target=Runner(database, "node").run, args=(stop,))
    loop.start()
    assert done.wait(30)
    stop.set()
    loop.join(30)
    assert not loop.is_alive()
    waiting = {job.kind: job.finished_at is None for job in all_jobs(database)}
    assert waiting == {"signal": False} | dict.fromkeys(REPEATED.keys() & KINDS, True)


def test_the_loop_goes_on_when_the_database_was_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0.01)
    stop, done, complained = threading.Event(), threading.Event(), threading.Event()
    monkeypatch.setitem(KINDS, "signal", lambda _database, _payload: done.set())
    hear = logging.Handler()
    monkeypatch.setattr(hear, "emit", lambda _record: complained.set())
    monkeypatch.setattr(jobs.log, "handlers", [hear])
    put(database, kind="signal", due_at=0)
    with database.write() as session:
        session.execute(text("ALTER TABLE jobs RENAME TO away"))
    loop = threading.Thread(target=Runner(database, "node").run, args=(stop,))
    loop.start()
    assert complained.wait(30)
    with database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO jobs"))
    assert done.wait(30)
    stop.set()
    loop.join(30)
    assert not loop.is_alive()


def test_tidying_forgets_what_is_over_and_keeps_what_counts(database: Database, add_person: AddPerson) -> None:
    now, person = now_ms(), add_person()
    with database.write() as session:
        session.execute(
            insert(Change),
            [{"number": n, "domain_id": 1, "slug": f"s{n}", "changed_at": now - 3 * DAY} for n in (1, 2, 3)],
        )
        for token, expires_at in (("ended", now - 1), ("open", now + HOUR)):
            session.add(SignIn(token_hash=token, person_id=person.id, created_at=0, seen_at=0, expires_at=expires_at))
        session.add_all(
            [FailedSignIn(key="old", failed_at=now - WINDOW_MS - 1), FailedSignIn(key="new", failed_at=now)]
        )
        for finished_at in (now - 8 * DAY, now - 6 * DAY, None):
            session.add(Job(kind="other", due_at=0, finished_at=finished_at))
    KINDS["tidy"](database, {})
    with database.read() as session:
        assert session.scalars(select(Change.number)).all() == [3]
        assert session.scalars(select(SignIn.token_hash)).all() == ["open"]
        assert session.scalars(select(FailedSignIn.key)).all() == ["new"]
        assert session.scalars(select(Job.finished_at).order_by(Job.id)).all() == [now - 6 * DAY, None]
