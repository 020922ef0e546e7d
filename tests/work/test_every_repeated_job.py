"""All that a node's worker repeats, on one node and on two: each is done once, does its part, and waits again."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import insert, update

from shortener import jobs, work
from shortener.accounts.tables import FailedSignIn
from shortener.clicks.recount.place import progress
from shortener.clicks.tables import clicks, misses
from shortener.clock import now_ms
from shortener.jobs import DAY, HOUR, REPEATED, RETENTION, Runner, expiring
from shortener.schedules import register
from shortener.schedules.asked import Asked
from shortener.schedules.job import Exporter
from shortener.schedules.plan import EXPORT, PLAN
from shortener.settings import Settings
from shortener.stores import Database
from shortener.work import Job
from tests.clicks.journaling import rows_of, wait_until
from tests.reports.clicking import add_clicks, add_link, add_miss
from tests.work.test_taking_jobs import all_jobs

ALL = {*REPEATED, PLAN}
MakeRunner = Callable[[str], Runner]


@pytest.fixture
def busy(database: Database) -> Database:
    """Something to do for each of them: an old failure, a scanner, an old click, a burst, an export that is owed."""
    now = now_ms()
    add_link(database, 1, "one")
    burst = [{"clicked_at": now - HOUR + n, "visitor": 5, "class": "human", "reason": "browser"} for n in range(60)]
    add_clicks(database, [{"clicked_at": now - 90 * DAY}, *burst])
    add_miss(database, "wp-login.php", 3, looks=None, last_at=now)
    with database.write() as session:
        session.execute(insert(FailedSignIn).values(key="old", failed_at=now - DAY))
        register.add(session, "daily", "day", Asked(what="clicks"), (), zone="UTC", now=now)
    return database


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    yield stop
    stop.set()


@pytest.fixture
def runner(settings: Settings, stop: threading.Event, busy: Database) -> MakeRunner:
    """A node's, with all that `shortener collect` gives it."""
    exporter = Exporter(settings, stop)
    more = {RETENTION: expiring(1, stop), PLAN: exporter.plan, EXPORT: exporter.export}
    return lambda name: Runner(busy, name, more, {PLAN: HOUR})


def make_due(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Job).where(Job.kind.in_(ALL)).values(due_at=0))


def ended(database: Database) -> Counter[str]:
    return Counter(job.kind for job in all_jobs(database) if job.finished_at is not None)


def all_is_done(database: Database) -> None:
    assert [job.error for job in all_jobs(database)] == [None] * len(all_jobs(database))
    found = rows_of(database, clicks)
    assert (len(found), {row["reason"] for row in found}) == (60, {"burst"})
    assert [row["looks"] for row in rows_of(database, misses)] != [None]
    with database.read() as session:
        assert session.query(FailedSignIn).count() == 0
        reached = progress(session, "bursts")
    assert reached is not None
    assert reached.moved == 60


def test_one_node_does_all_of_it(busy: Database, runner: MakeRunner, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    one = runner("one")
    one._repeat()
    assert {job.kind for job in all_jobs(busy)} == ALL | {EXPORT}
    assert not one.run_one(), "nothing is due at once"
    make_due(busy)
    while one.run_one():
        pass
    assert ended(busy) == Counter(ALL)
    all_is_done(busy)
    assert caplog.text == ""


def test_what_is_done_waits_again_for_as_long_as_it_did(busy: Database, runner: MakeRunner) -> None:
    one = runner("one")
    for _ in range(2):
        one._repeat()
        make_due(busy)
        while one.run_one():
            pass
    before = now_ms()
    one._repeat()
    waiting = {job.kind: job.due_at for job in all_jobs(busy) if job.finished_at is None and job.kind in ALL}
    wanted = REPEATED | {PLAN: HOUR}
    assert {kind: round((due - before) / 10_000) for kind, due in waiting.items()} == {
        kind: pause // 10_000 for kind, pause in wanted.items()
    }


def test_two_nodes_share_it_and_nothing_is_done_twice(
    busy: Database, runner: MakeRunner, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0.01)
    runner("one")._repeat()
    make_due(busy)
    loops = [threading.Thread(target=runner(name).run, args=(stop,)) for name in ("one", "two")]
    for loop in loops:
        loop.start()
    wait_until(lambda: ended(busy).keys() == ALL)
    stop.set()
    for loop in loops:
        loop.join(30)
    assert not any(loop.is_alive() for loop in loops)
    assert ended(busy) == Counter(ALL)
    all_is_done(busy)
    waiting = Counter(job.kind for job in all_jobs(busy) if job.finished_at is None)
    assert waiting[EXPORT] == 1
    assert max(waiting.values()) == 1


def test_what_a_node_that_died_had_taken_is_done_by_another_once_its_lease_is_over(
    busy: Database, runner: MakeRunner
) -> None:
    runner("one")._repeat()
    make_due(busy)
    long_ago = now_ms() - work.LEASE_MS - 1
    taken = [work.claim(busy, "dead", ALL, long_ago + n) for n in range(len(ALL))]
    assert {job.kind for job in taken if job} == ALL
    with busy.write() as session:
        session.execute(update(Job).where(Job.kind == "tidy").values(claimed_until=now_ms() + HOUR))
    two = runner("two")
    two._repeat()
    while two.run_one():
        pass
    assert ended(busy) == Counter(ALL - {"tidy"})
    assert [job.claimed_by for job in all_jobs(busy) if job.kind == "tidy"] == ["dead"]


def test_one_that_fails_keeps_no_other_from_its_turn(busy: Database, runner: MakeRunner) -> None:
    one = runner("one")
    one._repeat()
    make_due(busy)
    with busy.write() as session:
        session.execute(update(Job).where(Job.kind == "bursts").values(payload="{broken"))
    while one.run_one():
        pass
    assert ended(busy) == Counter(ALL - {"bursts"})
    [broken] = [job for job in all_jobs(busy) if job.kind == "bursts"]
    assert (broken.attempts, broken.claimed_by, broken.key) == (1, None, "bursts")
    assert (broken.error or "").startswith("DecodeError: ")
    one._repeat()
    assert [job.kind for job in all_jobs(busy)].count("bursts") == 1
