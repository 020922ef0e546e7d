"""What an answer was counted from: day rows, which are whole days of one zone, or the clicks themselves."""

import msgspec
from sqlalchemy.orm import Session

from shortener.clicks.zone import kept_zone
from shortener.reports.periods import Period, day_start, local_date

COUNTS, CLICKS = "counts", "clicks"


class Basis(msgspec.Struct, frozen=True):
    """`source` is COUNTS or CLICKS, of which all are kept from `complete_ms` on, 0 for ever; so `since_ms` may be later
    than was asked for."""

    since_ms: int
    until_ms: int
    zone: str
    source: str = COUNTS
    complete_ms: int = 0


def in_day_rows(session: Session, period: Period) -> bool:
    """Whether it is made of whole days of the zone in which days are counted."""
    starts = [day_start(local_date(at, period.zone), period.zone) for at in (period.since_ms, period.until_ms)]
    return period.zone == (kept_zone(session) or period.zone) and starts == [period.since_ms, period.until_ms]


def of_counts(period: Period) -> Basis:
    return Basis(period.since_ms, period.until_ms, period.zone)


def of_clicks(period: Period, since_ms: int, complete_ms: int) -> Basis:
    return Basis(since_ms, period.until_ms, period.zone, CLICKS, complete_ms)
