"""A stretch of time as a person in a time zone means it, and the edges of its hours or days."""

import datetime as dt
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from shortener.sentences import Sentence, Words

QUARTER_MS = 15 * 60 * 1000
HOUR_MS = 4 * QUARTER_MS
DAY_MS = 24 * HOUR_MS
MOST_BUCKETS = 3000

Unit = Literal["quarter", "hour", "day", "week", "month"]
UNITS: tuple[Unit, ...] = ("quarter", "hour", "day", "week", "month")
ROUGHLY: dict[Unit, int] = {
    "quarter": QUARTER_MS,
    "hour": HOUR_MS,
    "day": DAY_MS,
    "week": 7 * DAY_MS,
    "month": 28 * DAY_MS,
}
SPOKEN: dict[Unit, str] = {
    "quarter": Words("%(count)s quarter-hours"),
    "hour": Words("%(count)s hours"),
    "day": Words("%(count)s days"),
    "week": Words("%(count)s weeks"),
    "month": Words("%(count)s months"),
}


class BadPeriod(Sentence):
    """A period that can't be shown; the message is one sentence for the person who asked."""


class Period(msgspec.Struct, frozen=True):
    """From `since_ms` up to, not including, `until_ms`; days and hours are those of the named time zone."""

    since_ms: int
    until_ms: int
    zone: str

    def __post_init__(self) -> None:
        if self.since_ms >= self.until_ms:
            raise BadPeriod(Words("The period ends before it starts; give an earlier start or a later end."))

    @property
    def first_day(self) -> int:
        """The ordinal of the first day of its zone that it touches."""
        return local_date(self.since_ms, self.zone).toordinal()

    @property
    def last_day(self) -> int:
        return local_date(self.until_ms - 1, self.zone).toordinal()


def quarter_of(at_ms: int) -> int:
    """When the quarter-hour began."""
    return at_ms // QUARTER_MS * QUARTER_MS


def last_days(count: int, zone: str, now_ms: int) -> Period:
    """The last `count` days of the zone, today included, each one whole."""
    tomorrow = local_date(now_ms, zone) + dt.timedelta(days=1)
    return Period(day_start(tomorrow - dt.timedelta(days=count), zone), day_start(tomorrow, zone), zone)


def before(period: Period) -> Period:
    """The period of as many days or, where it isn't made of whole days, of the same length just before."""
    first, end = local_date(period.since_ms, period.zone), local_date(period.until_ms, period.zone)
    if (day_start(first, period.zone), day_start(end, period.zone)) == (period.since_ms, period.until_ms):
        since = day_start(first - (end - first), period.zone)
    else:
        since = period.since_ms - (period.until_ms - period.since_ms)
    return Period(since, period.since_ms, period.zone)


def year_before(period: Period) -> Period:
    """The same dates, and times of day, of the year before; what begins on a 29th of February begins on the 28th."""
    zone = ZoneInfo(period.zone)
    since = _year_earlier(_local(period.since_ms, zone), leap=(2, 28))
    return Period(since, _year_earlier(_local(period.until_ms, zone), leap=(3, 1)), period.zone)


def one_whole(unit: Unit, day: dt.date, zone: str) -> Period:
    """The day, week or month of the zone that a day is in. Raises BadPeriod for a day that its calendar left out."""
    begin = _begin(day, unit)
    return Period(day_start(begin, zone), day_start(_after(begin, unit), zone), zone)


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
    """Starts of all quarter-hours, hours, days, weeks (from Monday) or months that the period touches and, last, the
    end of the last one; milliseconds UTC.

    Raises BadPeriod when there are more than MOST_BUCKETS.
    """
    rough = (period.until_ms - period.since_ms) // ROUGHLY[unit]
    if rough > MOST_BUCKETS - 2:
        raise BadPeriod(
            Words(
                "The period has about %(rough)s, more than the %(most)s that can be shown at once.",
                rough=Words(SPOKEN[unit], count=rough),
                most=MOST_BUCKETS,
            )
        )
    if unit == "quarter":
        first, end = period.since_ms // QUARTER_MS, -(-period.until_ms // QUARTER_MS)
        return [number * QUARTER_MS for number in range(first, end + 1)]
    return _hours(period) if unit == "hour" else _days(period, unit)


def stretches(period: Period, unit: Unit) -> list[tuple[int, int]]:
    """From where to where each of these reaches, the first and the last one cut to the period, so that what is in all
    of them is what is in the period. Raises BadPeriod."""
    starts = edges(period, unit)
    return list(pairwise([period.since_ms, *starts[1:-1], period.until_ms]))


def in_quarters(period: Period) -> Period:
    """As whole quarter-hours: all that it touches."""
    return Period(quarter_of(period.since_ms), -(-period.until_ms // QUARTER_MS) * QUARTER_MS, period.zone)


def _days(period: Period, unit: Unit) -> list[int]:
    """A day that the zone left out of its calendar is none."""
    day, last = local_date(period.since_ms, period.zone), local_date(period.until_ms - 1, period.zone)
    dates = [_begin(day, unit)]
    while dates[-1] <= last:
        dates.append(_after(dates[-1], unit))
    starts = [day_start(date, period.zone) for date in dates]
    return [starts[0], *(later for earlier, later in pairwise(starts) if later > earlier)]


def _begin(day: dt.date, unit: Unit) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _after(day: dt.date, unit: Unit) -> dt.date:
    if unit == "month":
        return (day + dt.timedelta(days=31)).replace(day=1)
    return day + dt.timedelta(days=7 if unit == "week" else 1)


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


def _year_earlier(at: dt.datetime, *, leap: tuple[int, int]) -> int:
    """`leap` is the month and day that stand for a 29th of February."""
    month, day = leap if (at.month, at.day) == (2, 29) else (at.month, at.day)
    return int(at.replace(year=at.year - 1, month=month, day=day).timestamp() * 1000)


def _starts_hour(at_ms: int, zone: ZoneInfo) -> bool:
    now = _local(at_ms, zone)
    return now.minute == 0 or now.hour != _local(at_ms - QUARTER_MS, zone).hour
