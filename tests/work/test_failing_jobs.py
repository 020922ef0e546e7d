"""A job that fails is tried again ever more rarely, and in the end given up with its reason."""

import pytest

from shortener import work
from shortener.stores import Database
from shortener.work import FIRST_PAUSE_MS, LONGEST_PAUSE_MS, MOST_ATTEMPTS, Job
from tests.work.test_taking_jobs import NOW, all_jobs, put, take


def fail_once(database: Database, now: int, reason: str = "no luck") -> Job:
    """Takes the job and fails it; how it then stands."""
    job = take(database, now)
    assert job is not None
    with database.write() as session:
        work.fail(session, job, reason, now)
    return all_jobs(database)[0]


def test_a_failure_is_written_down_and_the_job_waits_its_pause(any_database: Database) -> None:
    put(any_database, key="tidy")
    job = fail_once(any_database, NOW, "the server said no")
    assert (job.error, job.finished_at, job.key, job.claimed_by) == ("the server said no", None, "tidy", None)
    assert job.due_at > NOW
    assert take(any_database, job.due_at - 1) is None
    assert take(any_database, job.due_at) is not None


def test_after_the_last_attempt_it_is_over_and_its_key_is_free(any_database: Database) -> None:
    put(any_database, key="tidy")
    now = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        job = fail_once(any_database, now, f"attempt {attempt}")
        assert (job.finished_at is not None) == (attempt == MOST_ATTEMPTS)
        now = job.due_at + 1
    assert (job.attempts, job.error, job.key) == (MOST_ATTEMPTS, f"attempt {MOST_ATTEMPTS}", None)
    assert take(any_database, NOW + 10 * LONGEST_PAUSE_MS) is None


def test_what_worked_in_the_end_keeps_no_error(database: Database) -> None:
    put(database)
    now = fail_once(database, NOW).due_at
    job = take(database, now)
    assert job is not None
    with database.write() as session:
        work.finish(session, job, now)
    assert (all_jobs(database)[0].error, all_jobs(database)[0].finished_at) == (None, now)


def test_a_long_reason_is_cut(database: Database) -> None:
    put(database)
    assert len(fail_once(database, NOW, "x" * 9000).error or "") == 2000


@pytest.mark.parametrize("attempts", range(1, MOST_ATTEMPTS + 1))
def test_pauses_double_and_spread_within_a_half(attempts: int) -> None:
    base = min(FIRST_PAUSE_MS * 2**attempts, LONGEST_PAUSE_MS)
    pauses = {work.pause(attempts) for _ in range(200)}
    assert base <= min(pauses) <= max(pauses) < base * 1.5
    assert len(pauses) > 1


def test_even_an_absurd_number_of_attempts_has_a_bounded_pause() -> None:
    assert work.pause(10**9) < LONGEST_PAUSE_MS * 1.5
