"""The counts that reports read, one small file each: rows of a batch are folded in memory, then added to a table."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.days import Calendar
from shortener.clicks.rollups import days, quarters, totals

Rollup = Callable[[Session, str, Sequence[dict[str, Any]], Calendar], None]

ROLLUPS: tuple[Rollup, ...] = (
    totals.add_totals,
    quarters.add_link_quarters,
    quarters.add_site_quarters,
    days.add_link_days,
    days.add_site_days,
)


def add_all(session: Session, dialect: str, rows: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    """Adds click rows to every rollup, in the caller's transaction."""
    for rollup in ROLLUPS if rows else ():
        rollup(session, dialect, rows, calendar)
