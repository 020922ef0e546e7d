"""How clicks divide by country, referrer and so on, from the day rows that the collector packs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Counts, divide_all, unpack
from shortener.clicks.tables import link_days, site_days
from shortener.reports.periods import Period
from shortener.reports.scope import Scope

Day = tuple[int, Counts]  # the ordinal of a day and what is packed in its row


class Slice(msgspec.Struct, frozen=True):
    """The clicks of one value of a dimension, such as country GB; `by_class` sums up to `clicks`."""

    value: str
    clicks: int
    by_class: dict[str, int]


def breakdown(session: Session, scope: Scope, period: Period, dimension: str) -> list[Slice]:
    """One of `breakdowns`."""
    return breakdowns(session, scope, period, (dimension,))[dimension]


def breakdowns(session: Session, scope: Scope, period: Period, dimensions: Sequence[str]) -> dict[str, list[Slice]]:
    """Of each dimension, the most clicked value first; each adds up to all clicks of the days.

    Whole days only: every day that the period touches, and the period's zone must be the one that day rows are kept in.
    """
    return breakdowns_of(summed(read_days(session, scope, period)), dimensions)


def breakdowns_of(counts: Counts, dimensions: Sequence[str]) -> dict[str, list[Slice]]:
    return {dimension: slices(divided) for dimension, divided in divide_all(counts, dimensions).items()}


def summed(days: Iterable[Day]) -> Counts:
    """The counts of all days as those of one."""
    counts: defaultdict[str, int] = defaultdict(int)  # Counter.update takes twice as long, and these are many
    for _, more in days:
        for name, clicks in more.items():
            counts[name] += clicks
    return counts


def read_days(session: Session, scope: Scope, period: Period) -> list[Day]:
    """Every day that the period touches and on which there was a click; of a scope with many links many rows a day."""
    table = site_days if scope.is_site else link_days
    query = select(table.c.day, table.c.data).where(table.c.day >= period.first_day, table.c.day <= period.last_day)
    if not scope.is_site:
        query = query.where(*scope.holds(link_days.c.link_id))
    return [(day, unpack(data)) for day, data in session.execute(query).all()]


def slices(divided: Mapping[str, Mapping[str, int]]) -> list[Slice]:
    """From clicks by value and class."""
    found = [Slice(value, sum(by_class.values()), dict(by_class)) for value, by_class in divided.items()]
    return sorted(found, key=lambda one: (-one.clicks, one.value))
