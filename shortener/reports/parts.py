"""The packed counts that a period of whole days is made of: rows of several weeks as far as there are, of days else."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, FromClause, Table, bindparam, exists, null, select, union_all
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Counts, unpack
from shortener.clicks.spans.widths import WEEK, WIDTHS, are_kept, numbers_within
from shortener.clicks.tables import link_days, link_spans, site_days, site_spans
from shortener.reports.periods import Period
from shortener.reports.scope import Scope

ANY_LINK = Scope(link_id=0)


class Part(NamedTuple):
    """Of one link, or the site: counts of `day`, an ordinal, or where that is None of the days that `days` packs."""

    day: int | None
    counts: Counts
    days: bytes | None


def read_parts(session: Session, scope: Scope, period: Period) -> list[Part]:
    """Of every day that the period touches and on which there was a click; of many links many for each day.

    In one statement, so that each day is in one of them and not in two, whatever is written meanwhile.
    """
    values = {"first": period.first_day, "last": period.last_day}
    found = {weeks: numbers_within(weeks, period.first_day, period.last_day) for weeks in WIDTHS}
    spans = {weeks: numbers for weeks, numbers in found.items() if numbers and are_kept(session)}
    for weeks, numbers in spans.items():
        values |= {f"first_{weeks}": numbers.start, f"end_{weeks}": numbers.stop}
    if scope.link_id is not None:
        values |= {"link": scope.link_id}
        scope = ANY_LINK
    rows = session.connection().execute(_query(scope, tuple(spans)), values).all()
    return [Part(day, unpack(data), days) for day, data, days in rows]


@lru_cache(128)
def _query(scope: Scope, widths: tuple[int, ...]) -> Any:
    """For all periods that have room for spans of these widths; to make it takes longer than to answer it."""
    days, spans = (site_days, site_spans) if scope.is_site else (link_days, link_spans)
    c = days.c
    of_days = select(c.day, c.data, null()).where(c.day >= bindparam("first"), c.day <= bindparam("last"))
    queries = [of_days.where(*_held(scope, days), *_apart(days, spans, widths, c.day - 1, 1))]
    for place, weeks in enumerate(widths):
        of_spans = select(null(), spans.c.data, spans.c.days).where(*_numbered(spans, weeks))
        apart = _apart(spans, spans, widths[:place], spans.c.number, weeks * WEEK)
        queries.append(of_spans.where(*_held(scope, spans), *apart))
    return union_all(*queries)


def _apart(
    rows: Table, spans: Table, widths: Sequence[int], number: ColumnElement[int], days: int
) -> Iterator[ColumnElement[bool]]:
    """That no wider span stands in the place of a row, which has this number among those of so many days."""
    for weeks in widths:
        wider = spans.alias(f"of_{weeks}")
        same = [wider.c.link_id == rows.c.link_id] if "link_id" in rows.c else []
        yield ~exists().where(*same, *_numbered(wider, weeks), wider.c.number == number // (weeks * WEEK // days))


def _numbered(spans: FromClause, weeks: int) -> Iterator[ColumnElement[bool]]:
    yield spans.c.weeks == weeks
    yield spans.c.number >= bindparam(f"first_{weeks}")
    yield spans.c.number < bindparam(f"end_{weeks}")


def _held(scope: Scope, rows: Table) -> list[ColumnElement[bool]]:
    if scope.is_site:
        return []
    return [rows.c.link_id == bindparam("link")] if scope == ANY_LINK else scope.holds(rows.c.link_id)
