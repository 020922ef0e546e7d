"""Rollup: clicks by quarter-hour and class, of each link and of the whole site."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from shortener.clicks.arrays import Rows
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.rollups.shifts import between
from shortener.clicks.tables import link_quarters, site_quarters


def fold_link_quarters(clicks: Clicks, _calendar: Calendar) -> Rows:
    counts = Counter(zip(clicks["link_id"], clicks.quarters, clicks["class"], strict=True))
    return [(*key, number) for key, number in sorted(counts.items())]


def add_link_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, link_quarters, ("link_id", "quarter", "class", "clicks"), rows, add=("clicks",))


def fold_site_quarters(clicks: Clicks, _calendar: Calendar) -> Rows:
    counts = Counter(zip(clicks.quarters, clicks["class"], strict=True))
    return [(*key, number) for key, number in sorted(counts.items())]


def add_site_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, site_quarters, ("quarter", "class", "clicks"), rows, add=("clicks",))


def move_link_quarters(session: Session, before: Rows, after: Rows, _calendar: Calendar) -> None:
    changes = between(before, after, 3)
    add_link_quarters(session, changes)
    _clear(session, link_quarters, [row[1] for row in changes], sorted({row[0] for row in changes}))


def move_site_quarters(session: Session, before: Rows, after: Rows, _calendar: Calendar) -> None:
    changes = between(before, after, 2)
    add_site_quarters(session, changes)
    _clear(session, site_quarters, [row[0] for row in changes])


def _clear(session: Session, table: Table, quarters: Sequence[int], links: Sequence[int] | None = None) -> None:
    """A class that has no click there any more has no row."""
    if quarters:
        c = table.c
        empty = delete(table).where(c.quarter.between(min(quarters), max(quarters)), c.clicks == 0)
        session.execute(empty if links is None else empty.where(is_among(c.link_id, session, links)))
