"""A stretch of time as a person in a time zone means it, and the edges of its hours or days."""

import datetime as dt
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

QUARTER_MS = 15 * 60 * 1000
HOUR_MS = 4 * QUARTER_MS
DAY_MS = 24 * HOUR_MS
MOST_BUCKETS = 3000

Unit = Literal["hour", "day"]


class BadPeriod(ValueError):
    """A period that can't be shown; the message is one sentence for the person who asked."""


class Period(msgspec.Struct, frozen=True):
    """From `since_ms` up to, not including, `until_ms`; days and hours are those of the named time zone."""

    since_ms: int
    until_ms: int
    zone: str

    def __post_init__(self) -> None:
        if self.since_ms >= self.until_ms:
            raise BadPeriod("The period ends before it starts; give an earlier start or a later end.")


def last_days(count: int, zone: str, now_ms: int) -> Period:
    """The last `count` days of the zone, today included, each one whole."""
    tomorrow = local_date(now_ms, zone) + dt.timedelta(days=1)
    return Period(day_start(tomorrow - dt.timedelta(days=count), zone), day_start(tomorrow, zone), zone)


def last_hours(count: int, zone: str, now_ms: int) -> Period:
    """The last `count` hours as the zone's clock shows them, the one that runs now included."""
    end = _next_hour(_hour_start(now_ms, ZoneInfo(zone)), ZoneInfo(zone))
    return Period(_hour_start(end - count * HOUR_MS, ZoneInfo(zone)), end, zone)


def local_date(at_ms: int, zone: str) -> dt.date:
    return _local(at_ms, ZoneInfo(zone)).date()


def day_start(day: dt.date, zone: str) -> int:
    """The first moment of a day; where clocks skip midnight, the moment they do."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def edges(period: Period, unit: Unit) -> list[int]:
    """Starts of all hours or days that the period touches and, last, the end of the last one; milliseconds UTC.

    Raises BadPeriod when there are more than MOST_BUCKETS.
    """
    rough = (period.until_ms - period.since_ms) // (HOUR_MS if unit == "hour" else DAY_MS)
    if rough > MOST_BUCKETS - 2:
        raise BadPeriod(
            f"The period has about {rough} {unit}s, more than the {MOST_BUCKETS} that can be shown at once."
        )
    return _hours(period) if unit == "hour" else _days(period)


def _days(period: Period) -> list[int]:
    day, last = local_date(period.since_ms, period.zone), local_date(period.until_ms - 1, period.zone)
    count = (last - day).days + 1
    starts = [day_start(day + dt.timedelta(days=number), period.zone) for number in range(count + 1)]
    return [starts[0], *(later for earlier, later in pairwise(starts) if later > earlier)]


def _hours(period: Period) -> list[int]:
    zone = ZoneInfo(period.zone)
    found = [_hour_start(period.since_ms, zone)]
    while found[-1] < period.until_ms:
        found.append(_next_hour(found[-1], zone))
    return found


def _local(at_ms: int, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromtimestamp(at_ms / 1000, zone)


def _hour_start(at_ms: int, zone: ZoneInfo) -> int:
    """Steps back by quarter-hours, because an hour with a clock change in it may be longer than 60 minutes."""
    start = at_ms - at_ms % QUARTER_MS
    while not _starts_hour(start, zone):
        start -= QUARTER_MS
    return start


def _next_hour(start: int, zone: ZoneInfo) -> int:
    usual = _local(start + HOUR_MS, zone)
    if usual.minute == 0 and usual.utcoffset() == _local(start, zone).utcoffset():
        return start + HOUR_MS
    end = start + QUARTER_MS
    while not _starts_hour(end, zone):
        end += QUARTER_MS
    return end


def _starts_hour(at_ms: int, zone: ZoneInfo) -> bool:
    now = _local(at_ms, zone)
    return now.minute == 0 or now.hour != _local(at_ms - QUARTER_MS, zone).hour
