"""How clicks divide by country, referrer and so on, from what the collector packs for each day."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Counts, divide_all, summed
from shortener.reports.parts import read_parts
from shortener.reports.periods import Period
from shortener.reports.scope import Scope


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
    return breakdowns_of(summed(part.counts for part in read_parts(session, scope, period)), dimensions)


def breakdowns_of(counts: Counts, dimensions: Sequence[str]) -> dict[str, list[Slice]]:
    return {dimension: slices(divided) for dimension, divided in divide_all(counts, dimensions).items()}


def slices(divided: Mapping[str, dict[str, int]]) -> list[Slice]:
    """From clicks by value and class."""
    found = [Slice(value, sum(by_class.values()), by_class) for value, by_class in divided.items()]
    return sorted(found, key=lambda one: (-one.clicks, one.value))
