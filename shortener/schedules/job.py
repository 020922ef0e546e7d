"""The jobs: what is owed is queued; each export waits for the collectors, and is made, sent and written down."""

import threading
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.passed import not_past
from shortener.clock import now_ms
from shortener.net.mail import MailFailed
from shortener.reports.export.mark import MarkError
from shortener.reports.export.saving import Tell
from shortener.reports.periods import Period
from shortener.reports.told import iso
from shortener.schedules import register, runs
from shortener.schedules.errors import Busy
from shortener.schedules.plan import name_of, period_of, plan
from shortener.schedules.register import ScheduleView
from shortener.schedules.runs import RunView
from shortener.schedules.steps import Steps
from shortener.sentences import Sentence
from shortener.settings import Settings
from shortener.stores import Database
from shortener.work import NotYet

PATIENCE_MS, PAUSE_MS = 2 * 3_600_000, 60_000
GIVEN_UP_MS = 2 * 86_400_000
TROUBLES = (OSError, SQLAlchemyError, Sentence)
PASSING = (OSError, SQLAlchemyError, Busy, MarkError, MailFailed)  # what another attempt may get over


class Exporter:
    """What a node's worker does about exports, until it is told to stop."""

    def __init__(self, settings: Settings, stop: threading.Event) -> None:
        self._settings, self._stop = settings, stop

    def plan(self, database: Database, _payload: dict[str, Any]) -> None:
        """Job: queues what is owed."""
        with database.write() as session:
            plan(session, self._settings.timezone, now_ms())

    def export(self, database: Database, payload: dict[str, Any]) -> None:
        """Job: one period of one schedule. Raises NotYet, and what the next attempt may get over."""
        with database.read() as session:
            schedule = register.get(session, payload["schedule"])
        if schedule is None:
            return
        period = period_of(schedule.every, payload["period"], self._settings.timezone)
        note = _wait(database, period, now_ms())
        run = runs.begin(database, schedule.id, payload["period"], self._settings.node, now_ms())
        if run.ended_at is not None:
            return
        try:
            Steps(database, self._settings, schedule, period, run).do(note, self._tell)
        except TROUBLES as error:
            if _is_gone(database, schedule):
                return
            over = not isinstance(error, PASSING) or now_ms() > period.until_ms + GIVEN_UP_MS
            _fail(database, schedule, run.period, error, over=over)
            if not over:
                raise

    def _tell(self, _rows: int) -> None:
        if self._stop.is_set():
            raise NotYet("This worker is told to stop.", now_ms())


def run_now(
    database: Database, settings: Settings, schedule: ScheduleView, period: Period, tell: Tell, *, mail: bool
) -> RunView:
    """Whatever was made of it before. Raises what keeps it from being made; it is written down too."""
    name = name_of(schedule.every, period)
    run = runs.begin(database, schedule.id, name, settings.node, now_ms(), again=True)
    try:
        return Steps(database, settings, schedule, period, run).do(late_nodes(database, period), tell, mail=mail)
    except TROUBLES as error:
        _fail(database, schedule, name, error, over=False)
        raise


def late_nodes(database: Database, period: Period) -> str:
    """A sentence about nodes that haven't stored all clicks of the period; empty when all have."""
    with database.read() as session:
        late = not_past(session, period.until_ms, now_ms())
    told = ", ".join(f"{node} up to {iso(at // 1000 * 1000, period.zone)}" for node, at in late.items())
    return f"Clicks may be missing: not every node had stored its own ({told})." if late else ""


def _wait(database: Database, period: Period, now: int) -> str:
    """Until all visits of the period are stored, or it took too long: then a sentence that says so. Raises NotYet."""
    if now < period.until_ms:
        raise NotYet("The period isn't over.", period.until_ms)
    late = late_nodes(database, period)
    if late and now < period.until_ms + PATIENCE_MS:
        raise NotYet(late, now + PAUSE_MS)
    return late


def _is_gone(database: Database, schedule: ScheduleView) -> bool:
    with database.read() as session:
        return register.get(session, schedule.id) is None


def _fail(database: Database, schedule: ScheduleView, name: str, error: Exception, *, over: bool) -> None:
    said = str(error) if isinstance(error, Sentence) else f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    runs.put(database, schedule.id, name, error=said[:2000], ended_at=now_ms() if over else None)
