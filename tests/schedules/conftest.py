"""Schedules over a few days of clicks, and a worker's exporter for them."""

import dataclasses
import threading
from collections.abc import Callable
from typing import Any

import pytest

from shortener.jobs import Runner
from shortener.schedules import register, runs
from shortener.schedules.asked import Asked
from shortener.schedules.job import Exporter
from shortener.schedules.plan import EXPORT, PLAN, Every
from shortener.schedules.register import ScheduleView
from shortener.schedules.runs import RunView
from shortener.settings import Settings
from shortener.stores import Database
from shortener.work import Job
from tests.reports.clicking import add_clicks, add_link
from tests.reports.test_periods import ms

ZONE = "Europe/London"
CREATED = ms("2026-10-24T12:00+01:00")  # the day before clocks change
Add = Callable[..., ScheduleView]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, timezone=ZONE)


@pytest.fixture
def clicked(database: Database) -> Database:
    """A click at each full hour from the 23rd to the 27th, UTC, on the first of two links at even hours."""
    for number, slug in ((1, "one"), (2, "two")):
        add_link(database, number, slug)
    start = ms("2026-10-23T00:00Z")
    hours = [(start + hour * 3_600_000, 1 + hour % 2) for hour in range(5 * 24)]
    add_clicks(database, [{"clicked_at": at, "link_id": link, "revision_id": link} for at, link in hours])
    return database


@pytest.fixture
def add(clicked: Database) -> Add:
    """Adds a schedule as of CREATED: add("daily", what="clicks")."""

    def added(name: str, every: Every = "day", mail_to: tuple[str, ...] = (), **asked: Any) -> ScheduleView:
        with clicked.write() as session:
            wanted = Asked(**{"what": "clicks", **asked})
            return register.add(session, name, every, wanted, mail_to, zone=ZONE, now=CREATED)

    return added


class Worker:
    """A node's worker at a time of the test's own."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[str], None]) -> None:
        self.database, self.stop, self.set_clock = database, threading.Event(), clock
        self.exporter = Exporter(settings, self.stop)
        self._runner = Runner(database, settings.node, {PLAN: self.exporter.plan, EXPORT: self.exporter.export})

    def work(self, at: str) -> list[RunView]:
        """Plans, does all that is due, and says what there is then, oldest period first."""
        self.set_clock(at)
        self.exporter.plan(self.database, {})
        while self._runner.run_one():
            pass
        return self.runs()

    def runs(self) -> list[RunView]:
        with self.database.read() as session:
            return sorted(runs.latest(session), key=lambda run: (run.schedule, run.period))

    def waiting(self) -> list[Job]:
        with self.database.read() as session:
            jobs = session.query(Job).where(Job.finished_at.is_(None), Job.kind == EXPORT)
            return list(jobs.order_by(Job.due_at))


@pytest.fixture
def worker(clicked: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Worker:
    def set_clock(text: str) -> None:
        for module in ("jobs", "schedules.job", "schedules.steps"):
            monkeypatch.setattr(f"shortener.{module}.now_ms", lambda: ms(text))

    set_clock("2026-10-24T12:00+01:00")
    return Worker(clicked, settings, set_clock)
