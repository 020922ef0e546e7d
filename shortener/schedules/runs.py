"""What came of each period of a schedule, written down step by step, so that none is done twice."""

from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortener.reports.export.about import About
from shortener.schedules.tables import Run, Schedule
from shortener.stores import Base, Database, upsert

MOST_SHOWN = 1000
RUNS = Base.metadata.tables["export_runs"]


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run as it is shown; times are milliseconds UTC, None for what didn't happen (yet)."""

    schedule: str
    period: str
    node: str
    begun_at: int
    made_at: int | None
    mailed_at: int | None
    ended_at: int | None
    file: str | None
    about: About | None
    note: str
    error: str | None


def begin(database: Database, schedule_id: int, period: str, node: str, now: int, *, again: bool = False) -> RunView:
    """The run as it stands; with `again` from its beginning, whatever came of it before."""
    row = {"schedule_id": schedule_id, "period": period, "node": node, "begun_at": now, "note": ""}
    fresh = dict.fromkeys(("made_at", "mailed_at", "ended_at", "file", "about", "error"))
    with database.write() as session:
        session.execute(upsert(RUNS, database.dialect, [row], key=("schedule_id", "period")))
        if again:
            _put(session, schedule_id, period, {**row, **fresh})
        return _one(session, schedule_id, period)


def put(database: Database, schedule_id: int, period: str, **values: Any) -> RunView:
    """Columns of the run; `about` as what it is."""
    if isinstance(values.get("about"), About):
        values["about"] = msgspec.json.encode(values["about"]).decode()
    with database.write() as session:
        _put(session, schedule_id, period, values)
        return _one(session, schedule_id, period)


def latest(session: Session, name: str | None = None, limit: int = MOST_SHOWN) -> list[RunView]:
    """Of one schedule or of all, the latest first."""
    query = select(Run, Schedule.name).join(Schedule, Schedule.id == Run.schedule_id)
    if name is not None:
        query = query.where(Schedule.name == name)
    rows = session.execute(query.order_by(Run.begun_at.desc(), Run.id.desc()).limit(limit))
    return [_view(run, of) for run, of in rows]


def failed(session: Session, since: int) -> list[RunView]:
    """Those that were given up since then, or wait after an error."""
    query = select(Run, Schedule.name).join(Schedule, Schedule.id == Run.schedule_id)
    query = query.where(Run.error.is_not(None), Run.begun_at >= since).order_by(Run.begun_at.desc()).limit(MOST_SHOWN)
    return [_view(run, of) for run, of in session.execute(query)]


def _put(session: Session, schedule_id: int, period: str, values: dict[str, Any]) -> None:
    session.execute(update(RUNS).where(RUNS.c.schedule_id == schedule_id, RUNS.c.period == period).values(**values))


def _one(session: Session, schedule_id: int, period: str) -> RunView:
    query = select(Run, Schedule.name).join(Schedule, Schedule.id == Run.schedule_id)
    run, name = session.execute(query.where(Run.schedule_id == schedule_id, Run.period == period)).one()
    return _view(run, name)


def _view(run: Run, name: str) -> RunView:
    return RunView(
        schedule=name,
        about=None if run.about is None else msgspec.json.decode(run.about, type=About),
        **{field: getattr(run, field) for field in RunView.__struct_fields__ if field not in {"schedule", "about"}},
    )
