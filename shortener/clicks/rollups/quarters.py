"""Rollup: clicks by quarter-hour and class, of each link and of the whole site."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from shortener.clicks.arrays import Rows
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.rollups.shifts import between
from shortener.clicks.tables import link_quarters, site_quarters

Both = tuple[Rows, Rows]


def fold_quarters(clicks: Clicks, _calendar: Calendar) -> Both:
    """Of links, and of the site."""
    of_site = Counter[tuple[int, str]]()
    for (_, quarter, visitor_class), number in clicks.counted.items():
        of_site[quarter, visitor_class] += number
    return _rows(clicks.counted), _rows(of_site)


def add_quarters(session: Session, folded: Both) -> None:
    of_links, of_site = folded
    _add_link_quarters(session, of_links)
    _add_site_quarters(session, of_site)


def move_quarters(session: Session, before: Both, after: Both, _calendar: Calendar) -> None:
    of_links, of_site = between(before[0], after[0], 3), between(before[1], after[1], 2)
    add_quarters(session, (of_links, of_site))
    _clear(session, link_quarters, [row[1] for row in of_links], sorted({row[0] for row in of_links}))
    _clear(session, site_quarters, [row[0] for row in of_site])


def _rows(counts: Mapping[Any, int]) -> Rows:
    return [(*key, number) for key, number in sorted(counts.items())]


def _add_link_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, link_quarters, ("link_id", "quarter", "class", "clicks"), rows, add=("clicks",))


def _add_site_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, site_quarters, ("quarter", "class", "clicks"), rows, add=("clicks",))


def _clear(session: Session, table: Table, quarters: Sequence[int], links: Sequence[int] | None = None) -> None:
    """A class that has no click there any more has no row."""
    if quarters:
        c = table.c
        empty = delete(table).where(c.quarter.between(min(quarters), max(quarters)), c.clicks == 0)
        session.execute(empty if links is None else empty.where(is_among(c.link_id, session, links)))
