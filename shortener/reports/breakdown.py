"""How clicks divide by country, referrer and so on, from the day rows that the collector packs."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import divide, unpack
from shortener.clicks.tables import link_days, site_days
from shortener.reports.periods import Period, local_date


class Slice(msgspec.Struct, frozen=True):
    """The clicks of one value of a dimension, such as country GB; `by_class` sums up to `clicks`."""

    value: str
    clicks: int
    by_class: dict[str, int]


def breakdown(session: Session, link_id: int | None, period: Period, dimension: str) -> list[Slice]:
    """Most clicked value first; `link_id` None means the whole site.

    Whole days only: every day that the period touches, and the period's zone must be the one that day rows are kept in.
    """
    counts: dict[str, dict[str, int]] = {}
    for data in _days(session, link_id, period):
        for value, by_class in divide(unpack(data), dimension).items():
            into = counts.setdefault(value, {})
            for visitor_class, clicks in by_class.items():
                into[visitor_class] = into.get(visitor_class, 0) + clicks
    slices = [Slice(value, sum(by_class.values()), by_class) for value, by_class in counts.items()]
    return sorted(slices, key=lambda found: (-found.clicks, found.value))


def _days(session: Session, link_id: int | None, period: Period) -> Iterator[bytes]:
    table = site_days if link_id is None else link_days
    first = local_date(period.since_ms, period.zone).toordinal()
    last = local_date(period.until_ms - 1, period.zone).toordinal()
    query = select(table.c.data).where(table.c.day >= first, table.c.day <= last)
    if link_id is not None:
        query = query.where(table.c.link_id == link_id)
    return iter(session.scalars(query))
