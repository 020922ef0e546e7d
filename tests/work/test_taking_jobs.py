"""The queue: a job waits once, is due when it says so, and one worker at a time has it."""

import threading
from collections import Counter

import pytest
from sqlalchemy import select

from shortener import work
from shortener.stores import Database
from shortener.work import LEASE_MS, Job

NOW = 1_790_000_000_000


def put(database: Database, kind: str = "tidy", due_at: int = NOW, key: str | None = None, **payload: object) -> None:
    with database.write() as session:
        work.add(session, kind, payload, due_at, key)


def take(database: Database, now: int = NOW, worker: str = "node", kinds: tuple[str, ...] = ("tidy",)) -> Job | None:
    return work.claim(database, worker, kinds, now)


def all_jobs(database: Database) -> list[Job]:
    with database.read() as session:
        return list(session.scalars(select(Job).order_by(Job.id)))


def test_a_job_with_a_key_waits_once_and_the_first_one_stays(any_database: Database) -> None:
    put(any_database, key="tidy", due_at=NOW, first=True)
    put(any_database, key="tidy", due_at=NOW + 1)
    put(any_database, key="other")
    assert [(job.key, job.due_at, job.payload) for job in all_jobs(any_database)] == [
        ("tidy", NOW, '{"first":true}'),
        ("other", NOW, "{}"),
    ]


def test_jobs_without_a_key_are_all_kept(any_database: Database) -> None:
    for _ in range(3):
        put(any_database)
    assert len(all_jobs(any_database)) == 3


def test_a_key_is_free_again_when_its_job_is_done(any_database: Database) -> None:
    put(any_database, key="tidy")
    job = take(any_database)
    assert job is not None
    with any_database.write() as session:
        assert work.is_waiting(session, "tidy")
        work.finish(session, job, NOW + 5)
        assert not work.is_waiting(session, "tidy")
    put(any_database, key="tidy", due_at=NOW + 9)
    assert [(job.finished_at, job.due_at) for job in all_jobs(any_database)] == [(NOW + 5, NOW), (None, NOW + 9)]


def test_the_job_that_is_due_longest_comes_first_and_none_before_its_time(database: Database) -> None:
    put(database, due_at=NOW + 1)
    put(database, due_at=NOW - 5)
    taken = take(database)
    assert taken is not None
    assert taken.due_at == NOW - 5
    assert take(database) is None
    assert take(database, NOW + 1) is not None


def test_a_job_of_a_kind_that_this_version_does_not_know_waits_for_one_that_does(database: Database) -> None:
    put(database, kind="from-the-future")
    assert take(database) is None
    assert all_jobs(database)[0].attempts == 0
    assert take(database, kinds=("from-the-future",)) is not None


def test_a_job_is_lent_for_one_lease_and_then_free_for_others(any_database: Database) -> None:
    put(any_database)
    assert take(any_database, worker="first") is not None
    assert take(any_database, NOW + LEASE_MS, worker="second") is None
    again = take(any_database, NOW + LEASE_MS + 1, worker="second")
    assert again is not None
    assert (again.claimed_by, again.attempts) == ("second", 2)


@pytest.mark.parametrize("end", ["finish", "fail"])
def test_who_comes_back_after_the_lease_changes_nothing(database: Database, end: str) -> None:
    put(database, key="tidy")
    late = take(database, worker="late")
    take(database, NOW + LEASE_MS + 1, worker="second")
    assert late is not None
    with database.write() as session:
        if end == "finish":
            work.finish(session, late, NOW)
        else:
            work.fail(session, late, "too late", NOW)
    [job] = all_jobs(database)
    assert (job.claimed_by, job.key, job.finished_at, job.error) == ("second", "tidy", None, None)


def test_many_threads_take_each_job_once(any_database: Database) -> None:
    for number in range(12):
        put(any_database, number=number)
    taken: list[int] = []
    together = threading.Barrier(4)

    def keep_taking(name: str) -> None:
        together.wait()
        while (job := take(any_database, worker=name)) is not None:
            taken.append(job.id)

    crowd = [threading.Thread(target=keep_taking, args=(f"worker {number}",)) for number in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    while (left := take(any_database)) is not None:
        taken.append(left.id)
    assert Counter(taken) == Counter(job.id for job in all_jobs(any_database))


def test_old_jobs_that_are_over_are_forgotten_and_waiting_ones_never(database: Database) -> None:
    for number in range(3):
        put(database, due_at=number)
    for finished_at in (NOW - 1, NOW):
        job = take(database)
        assert job is not None
        with database.write() as session:
            work.finish(session, job, finished_at)
    with database.write() as session:
        work.prune(session, NOW)
    assert [job.finished_at for job in all_jobs(database)] == [NOW, None]
