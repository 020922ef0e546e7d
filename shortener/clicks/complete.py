"""From when on every click has its row; before that, only rollups are left."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.zone import hold_zone
from shortener.stores import Base, Database, Meta, upsert

NAME = "rows_complete_from"
META = Base.metadata.tables["meta"]


def complete_from(session: Session) -> int:
    """Milliseconds UTC; 0 as long as nothing has expired."""
    return int(session.scalar(select(Meta.value).where(Meta.name == NAME)) or 0)


def complete_quarter(session: Session, calendar: Calendar) -> int:
    """The first quarter-hour of the first whole day, in the organisation's zone, of which every click has its row."""
    complete = complete_from(session)
    return calendar.quarters_of(calendar.day_of((complete - 1) // QUARTER_MS) + 1).start if complete else 0


def set_complete_from(session: Session, database: Database, moment: int) -> None:
    session.execute(upsert(META, database.dialect, [{"name": NAME, "value": str(moment)}], put=("value",)))


def move_complete_from(database: Database, moment: int) -> None:
    """Says that rows from before a moment may be gone, before the first of them goes; never takes that back.

    Waits for a day that is being counted again, which relies on its rows.
    """
    with database.write() as session:
        hold_zone(session)
        if complete_from(session) < moment:
            set_complete_from(session, database, moment)
