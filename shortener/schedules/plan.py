"""When exports are due: once the period is over, each once, and those that were missed too."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener import work
from shortener.reports.periods import BadPeriod, Period, local_date, one_whole
from shortener.schedules.tables import Run, Schedule

Every = Literal["day", "month"]
EVERY: tuple[Every, ...] = ("day", "month")
PLAN, EXPORT = "exports", "export"  # kinds of jobs
MOST_OWED, LATEST_YEAR = 400, 9998
NAMED = {"day": "%Y-%m-%d", "month": "%Y-%m"}


def name_of(every: Every, period: Period) -> str:
    """2026-11-27 or 2026-11"""
    return f"{local_date(period.since_ms, period.zone):{NAMED[every]}}"


def key_of(schedule_id: int, period: str = "") -> str:
    """Of the job that makes a period of a schedule, or how the keys of all its jobs begin."""
    return f"{EXPORT}:{schedule_id}:{period}"


def period_of(every: Every, name: str, zone: str) -> Period:
    """What `name_of` named. Raises ValueError, BadPeriod."""
    at = dt.datetime.strptime(name, NAMED[every])  # noqa: DTZ007  # a day, in no zone
    if not 1970 < at.year <= LATEST_YEAR:
        raise ValueError(f"{name} is not between the years 1971 and {LATEST_YEAR}.")
    return one_whole(every, at.date(), zone)


def last_whole(every: Every, zone: str, now: int) -> Period:
    """The one that ended last."""
    running = one_whole(every, local_date(now, zone), zone)
    return one_whole(every, local_date(running.since_ms - 1, zone), zone)


def plan(session: Session, zone: str, now: int) -> None:
    """Queues every period that is owed, the one that runs now too, which is due when it is over."""
    for schedule in session.scalars(select(Schedule)):
        every = cast("Every", schedule.every)
        over = set(session.scalars(select(Run.period).where(Run.schedule_id == schedule.id, Run.ended_at.is_not(None))))
        for period in _owed(every, schedule.created_at, zone, now):
            name = name_of(every, period)
            if name not in over:
                payload: dict[str, Any] = {"schedule": schedule.id, "period": name}
                work.add(session, EXPORT, payload, period.until_ms, key=key_of(schedule.id, name))


def _owed(every: Every, since: int, zone: str, now: int) -> Iterator[Period]:
    """From the one that runs now back to the one in which the schedule was made, and a bounded number of them."""
    day = local_date(now, zone)
    for _ in range(MOST_OWED):
        with contextlib.suppress(BadPeriod):  # a day that the zone left out of its calendar
            period = one_whole(every, day, zone)
            if period.until_ms <= since:
                return
            yield period
        day = (day.replace(day=1) if every == "month" else day) - dt.timedelta(days=1)
