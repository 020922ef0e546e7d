"""`shortener stats rebuild`: counts the kept rows again, as the collector counts, and puts right what differs."""

from collections.abc import Callable
from functools import partial

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.complete import complete_from, complete_quarter
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.rebuild.day import Difference, Scope, clear_rollups, differences, read_rollups
from shortener.clicks.rebuild.erased import keep_erased
from shortener.clicks.rebuild.links import links_of_day, strange_quarters
from shortener.clicks.rebuild.rows import rows_of_quarters
from shortener.clicks.rebuild.spans import rebuild_spans
from shortener.clicks.rebuild.totals import rebuild_totals
from shortener.clicks.rollups import OF_A_DAY, add_all, fold_all
from shortener.clicks.steps.figures import Figures
from shortener.clicks.tables import clicks, site_quarters
from shortener.clicks.zone import hold_zone, kept_zone
from shortener.stores import Database, insist

MOST_TOLD = 1000


class Rebuilt(msgspec.Struct):
    """What was counted again; `differences` names the first MOST_TOLD of `different`."""

    first_day: int | None = None
    days: int = 0
    clicks: int = 0
    different: int = 0
    differences: list[Difference] = []

    def add(self, day: "Rebuilt") -> None:
        self.days += day.days
        self.clicks += day.clicks
        self.differ(day.differences, day.different)

    def differ(self, found: list[Difference], different: int | None = None) -> None:
        self.different += len(found) if different is None else different
        self.differences += found[: MOST_TOLD - len(self.differences)]


def days_to_rebuild(database: Database) -> range:
    """Ordinals of the days whose rows are all kept: never one of which some have expired."""
    with database.read() as session:
        zone = kept_zone(session)
        span = _span(session) if zone else None
        calendar = Calendar(zone or "UTC")
        complete = complete_quarter(session, calendar)
    if zone is None or span is None:
        return range(0)
    return range(calendar.day_of(max(span[0], complete)), calendar.day_of(span[1]) + 1)


def rebuild(database: Database, days: range, tell: Callable[[int], None], *, write: bool = True) -> Rebuilt:
    """A transaction a day, in which no collector counts; `tell` is called with each day that is done."""
    with database.read() as session:
        calendar = Calendar(kept_zone(session) or "UTC")
        strange = {calendar.day_of(quarter) for quarter in strange_quarters(session)} if days else set()
    done = Rebuilt(days.start if days else None)
    for day in days:
        done.add(insist(partial(_rebuild_day, database, day, calendar, strange, write=write)))
        tell(day)
    done.differ(insist(partial(_rebuild_totals, database, write=write)))
    done.differ(rebuild_spans(database, write=write))
    return done


def _rebuild_totals(database: Database, *, write: bool) -> list[Difference]:
    with database.write() as session:
        hold_zone(session)
        return rebuild_totals(session, write=write)


def _rebuild_day(database: Database, day: int, calendar: Calendar, strange: set[int], *, write: bool) -> Rebuilt:
    """Through the collector's own rollups; what came out equal, or shall only be looked at, is taken back."""
    done = Rebuilt(days=1)
    quarters = calendar.quarters_of(day)
    with database.write() as session:
        hold_zone(session)
        if quarters.start * QUARTER_MS < complete_from(session):
            return Rebuilt()  # its rows have begun to expire since the days were told
        links = None if day in strange else links_of_day(session, day, quarters)
        scope = Scope(day, quarters, links)
        before = read_rollups(session, scope)
        clear_rollups(session, scope)
        for page in rows_of_quarters(session, quarters):
            add_all(session, fold_all(page, calendar, Figures(), OF_A_DAY), len(page), Figures())
            done.clicks += len(page)
        found = differences(before, keep_erased(session, day, before, read_rollups(session, scope)))
        if not found or not write:
            session.rollback()
    done.differ(found)
    return done


def _span(session: Session) -> tuple[int, int] | None:
    """The first and the last quarter-hour of rows and of counts."""
    at, quarter = clicks.c.clicked_at, site_quarters.c.quarter
    rows = session.execute(select(func.min(at), func.max(at))).one()
    counted = session.execute(select(func.min(quarter), func.max(quarter))).one()
    known = [moment // QUARTER_MS for moment in rows if moment is not None]
    known += [number for number in counted if number is not None]
    return (min(known), max(known)) if known else None
