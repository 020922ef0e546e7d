"""Clicks per quarter-hour to month, from quarter-hour rollups: exact in every time zone, across clock changes too."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Counts, names_by_class
from shortener.clicks.spans.widths import unpack_days
from shortener.clicks.tables import day_links, link_days, link_quarters, site_quarters
from shortener.reports.parts import Part
from shortener.reports.periods import QUARTER_MS, Period, Unit, in_quarters, local_date, stretches
from shortener.reports.scope import SITE, Scope


class Bucket(msgspec.Struct, frozen=True):
    """One stretch of time from `start_ms` up to `end_ms`; `by_class` sums up to `clicks`."""

    start_ms: int
    end_ms: int
    clicks: int
    by_class: dict[str, int]


class Run(msgspec.Struct, frozen=True):
    """Neighbouring buckets of one width, in quarter-hours: what the database can add up in one query."""

    first: int
    end: int
    width: int


def series(session: Session, period: Period, unit: Unit, scope: Scope = SITE) -> list[Bucket]:
    """A bucket for every stretch that the period touches, the first and the last one cut to it, empty ones too.

    Raises BadPeriod when there are too many.
    """
    spans = stretches(in_quarters(period), unit)
    found: list[dict[str, int]] = [{} for _ in spans]
    for run in _runs(spans):
        first = bisect_right(spans, run.first * QUARTER_MS, key=itemgetter(0)) - 1
        for number, visitor_class, clicks in _read(session, run, scope):
            found[first + number][visitor_class] = int(clicks)
    return [Bucket(start, end, sum(by.values()), by) for (start, end), by in zip(spans, found, strict=True)]


def series_of(parts: Sequence[Part], counts: Counts, period: Period) -> list[Bucket]:
    """`series` by day, of a period of whole days, from the counts of its parts and what they sum up to."""
    found = defaultdict[int, Counter[str]](Counter)
    names = names_by_class(counts)
    for day, more, days in parts:
        if day is None:
            for one, clicks in unpack_days(days or b"").items():
                found[one].update(clicks)
            continue
        for name, visitor_class in names.items():
            if name in more:
                found[day][visitor_class] += more[name]
    counted = ((span, found[local_date(span[0], period.zone).toordinal()]) for span in stretches(period, "day"))
    return [Bucket(start, end, by.total(), dict(by)) for (start, end), by in counted]


def classes(session: Session, scope: Scope, period: Period) -> Counter[str]:
    """Clicks by class of all quarter-hours that the period touches."""
    table = site_quarters if scope.is_site else link_quarters
    first, end = period.since_ms // QUARTER_MS, -(-period.until_ms // QUARTER_MS)
    query = select(table.c["class"], func.sum(table.c.clicks)).group_by(table.c["class"])
    query = query.where(table.c.quarter >= first, table.c.quarter < end)
    if not scope.is_site:
        query = query.where(*scope.holds(link_quarters.c.link_id))
    return Counter({visitor_class: int(clicks) for visitor_class, clicks in session.execute(query)})


def clicks_of_days(session: Session, scope: Scope, period: Period) -> int:
    """All clicks of a period of whole days; a link's are few rows of days, but many of quarter-hours."""
    if scope.is_site:
        return classes(session, scope, period).total()
    days = link_days.c
    same = (day_links.c.day == days.day) & (day_links.c.link_id == days.link_id)
    of_scope = *scope.holds(days.link_id), days.day >= period.first_day, days.day <= period.last_day
    query = select(func.sum(day_links.c.clicks)).join_from(link_days, day_links, same).where(*of_scope)
    return int(session.scalar(query) or 0)


def _runs(stretches: list[tuple[int, int]]) -> Iterator[Run]:
    spans = [(start // QUARTER_MS, end // QUARTER_MS) for start, end in stretches]
    for width, group in groupby(spans, key=lambda span: span[1] - span[0]):
        same = list(group)
        yield Run(same[0][0], same[-1][1], width)


def _read(session: Session, run: Run, scope: Scope) -> Sequence[Row[int, str, int]]:
    table = site_quarters if scope.is_site else link_quarters
    number = ((table.c.quarter - run.first) // run.width).label("number")
    query = select(number, table.c["class"], func.sum(table.c.clicks)).group_by(number, table.c["class"])
    query = query.where(table.c.quarter >= run.first, table.c.quarter < run.end)
    if not scope.is_site:
        query = query.where(*scope.holds(link_quarters.c.link_id))
    return session.execute(query).all()
