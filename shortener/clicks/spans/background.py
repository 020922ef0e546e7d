"""Spans that are over are added up by the node's worker, newest first, and again when one was dropped."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener import work
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.spans.adding import Span, add_up
from shortener.clicks.spans.widths import WIDTHS, are_kept, days_of
from shortener.clicks.tables import site_days, site_spans
from shortener.clicks.turns import take_turns
from shortener.clicks.zone import kept_zone
from shortener.clock import now_ms
from shortener.stores import Database

SPANS = "spans"
SECONDS = 5.0
SETTLED_DAYS = 1  # after a span's last day; by then bursts are found, and few clicks come late


def add_up_spans(database: Database, _payload: dict[str, Any]) -> None:
    """For a few seconds; what is left is another job, so that others have their turn."""
    steps = all_steps(database, now_ms())
    if take_turns(lambda: next(steps, None) is not None, SECONDS):
        with database.write() as session:
            work.add(session, SPANS, {}, now_ms(), key=f"{SPANS} that are left")


def all_steps(database: Database, now: int) -> Iterator[int]:
    """A transaction each, until every span that is over has its rows; how many rows each has made."""
    with database.read() as session:
        due = spans_due(session, now)
    for span in due:
        yield from add_up(database, span)


def spans_due(session: Session, now: int) -> list[Span]:
    """Those that are over, have a click, and have no row of the site."""
    zone = kept_zone(session)
    if zone is None or not are_kept(session):
        return []
    over = Calendar(zone).day_of(now // QUARTER_MS) - SETTLED_DAYS
    days = session.scalars(select(site_days.c.day).where(site_days.c.day < over)).all()
    counted = {Span(weeks, (day - 1) // len(days_of(weeks, 0))) for weeks in WIDTHS for day in days}
    made = {Span(*row) for row in session.execute(select(site_spans.c.weeks, site_spans.c.number))}
    due = [span for span in counted - made if days_of(*span).stop <= over]
    return sorted(due, key=lambda span: days_of(*span).stop, reverse=True)
