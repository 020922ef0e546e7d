"""An export is due once its day or month is over where the organisation is; what was missed is made up for."""

import contextlib

import pytest

from shortener.reports.periods import HOUR_MS
from shortener.schedules import plan as planning
from shortener.schedules import register, runs
from shortener.schedules.asked import Asked
from shortener.schedules.plan import last_whole, name_of, period_of
from shortener.stores import Database
from shortener.work import claim
from tests.reports.test_periods import ms
from tests.schedules.conftest import ZONE, Add, Worker

sqlite = pytest.mark.stores("sqlite")


@sqlite
def test_a_day_ends_when_it_does_on_the_wall_clock(add: Add, worker: Worker) -> None:
    add("daily")
    assert worker.work("2026-10-24T23:59+01:00") == []
    assert [run.period for run in worker.work("2026-10-25T00:00+01:00")] == ["2026-10-24"]
    assert len(worker.work("2026-10-25T23:59Z")) == 1
    [_, sunday] = worker.work("2026-10-26T00:00Z")
    assert sunday.period == "2026-10-25"
    assert sunday.about is not None
    assert sunday.about.rows == 25
    assert sunday.about.query["since"] == "2026-10-25T00:00:00+01:00"
    assert sunday.about.query["until"] == "2026-10-26T00:00:00+00:00"


@sqlite
def test_a_month_is_a_month(add: Add, worker: Worker) -> None:
    add("monthly", every="month")
    assert worker.work("2026-10-31T23:59Z") == []
    [run] = worker.work("2026-11-01T00:00Z")
    assert run.about is not None
    assert (run.period, run.about.rows) == ("2026-10", 120)
    assert run.about.query["since"] == "2026-10-01T00:00:00+01:00"


@sqlite
def test_nights_on_which_the_machine_was_off_are_made_up_for_once_each(add: Add, worker: Worker) -> None:
    add("daily")
    made = worker.work("2026-10-29T09:00Z")
    assert [run.period for run in made] == [f"2026-10-2{day}" for day in range(4, 9)]
    assert [run.about and run.about.rows for run in made] == [24, 25, 24, 24, 0]
    assert worker.work("2026-10-29T10:00Z") == made


def test_what_lies_further_back_than_anybody_wants_is_left_out(
    add: Add, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_OWED", 3)
    add("daily")
    made = worker.work("2026-10-29T09:00Z")
    assert [run.period for run in made] == ["2026-10-24", "2026-10-27", "2026-10-28"]  # the first was queued when made


@sqlite
def test_every_worker_of_a_cluster_may_plan_and_each_export_is_made_once(add: Add, worker: Worker) -> None:
    add("daily")
    worker.set_clock("2026-10-26T08:00Z")
    for _ in range(3):
        worker.exporter.plan(worker.database, {})
    assert [job.due_at for job in worker.waiting()] == [
        ms(f"{day}+01:00" if day < "2026-10-26" else f"{day}Z")
        for day in ("2026-10-25T00:00", "2026-10-26T00:00", "2026-10-27T00:00")
    ]


@sqlite
def test_a_schedule_that_was_removed_is_not_made(add: Add, worker: Worker) -> None:
    add("daily")
    add("other")
    worker.work("2026-10-25T09:00Z")
    with worker.database.write() as session:
        register.remove(session, "daily")
    assert [(run.schedule, run.period) for run in worker.work("2026-10-26T09:00Z")] == [
        ("other", "2026-10-24"),
        ("other", "2026-10-25"),
    ]
    assert {job.due_at for job in worker.waiting()} == {ms("2026-10-27T00:00Z")}


def test_it_works_on_every_database(any_database: Database) -> None:
    with any_database.write() as session:
        made = register.add(session, "daily", "day", Asked(what="top"), ["ada@example.org"], zone=ZONE, now=0)
    with any_database.write() as session:
        planning.plan(session, ZONE, HOUR_MS)
        planning.plan(session, ZONE, HOUR_MS)
    assert claim(any_database, "node", ["export"], ms("1970-01-02T00:00Z")) is not None
    assert claim(any_database, "other", ["export"], ms("1970-01-02T00:00Z")) is None
    first = runs.begin(any_database, made.id, "1970-01-01", "node", 5)
    assert runs.begin(any_database, made.id, "1970-01-01", "other", 9) == first
    assert runs.put(any_database, made.id, "1970-01-01", ended_at=7, error="no").ended_at == 7
    again = runs.begin(any_database, made.id, "1970-01-01", "other", 9, again=True)
    assert (again.node, again.begun_at, again.ended_at, again.error) == ("other", 9, None, None)
    with any_database.write() as session:
        register.remove(session, "daily")
        assert runs.latest(session) == []


@pytest.mark.parametrize(
    ("every", "name", "since", "until"),
    [
        ("day", "2026-03-29", "2026-03-29T00:00Z", "2026-03-30T00:00+01:00"),
        ("month", "2026-02", "2026-02-01T00:00Z", "2026-03-01T00:00Z"),
        ("month", "2026-12", "2026-12-01T00:00Z", "2027-01-01T00:00Z"),
    ],
)
def test_a_period_and_its_name_lead_to_each_other(every: planning.Every, name: str, since: str, until: str) -> None:
    period = period_of(every, name, ZONE)
    assert (period.since_ms, period.until_ms) == (ms(since), ms(until))
    assert name_of(every, period) == name
    assert last_whole(every, ZONE, period.until_ms) == period
    assert last_whole(every, ZONE, period.until_ms - 1).until_ms == period.since_ms
    with contextlib.suppress(ValueError):
        period_of(every, name + "-1", ZONE)
        pytest.fail("that names nothing")
