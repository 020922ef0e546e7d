"""Which time the page of a link shows: one of a few ranges, or from one day to another."""

import datetime as dt
from collections.abc import Mapping

import msgspec

from shortener.admin.days import asked_days
from shortener.admin.frame import zone
from shortener.admin.shown import SHORT
from shortener.reports.periods import DAY_MS, Period, Unit, day_start, last_days, last_hours, local_date
from shortener.sentences import Counted, Moment, Words

RANGES = (
    ("24h", Words("24 h")),
    ("7d", Words("7 d")),
    ("30d", Words("30 d")),
    ("90d", Words("90 d")),
    ("all", Words("All")),
)
USUAL = "30d"
DAYS = {"7d": 7, "30d": 30, "90d": 90}
MOST_YEARS = 20
# The widest bars that still show something, by how many days they have to cover.
UNITS: tuple[tuple[int, Unit], ...] = ((2, "hour"), (120, "day"), (3 * 366, "week"))


class Span(msgspec.Struct, frozen=True):
    """`key` is one of RANGES, or empty between two days; `words` go behind "Clicks"; `problems` are by box."""

    key: str
    period: Period
    words: str
    problems: dict[str, str]

    @property
    def unit(self) -> Unit:
        days = (self.period.until_ms - self.period.since_ms) / DAY_MS
        return next((unit for most, unit in UNITS if days <= most), "month")


def span_of(args: Mapping[str, str], created_at: int, now: int) -> Span:
    """What makes no sense means the usual range, with a sentence about it where somebody typed it."""
    problems: dict[str, str] = {}
    since, until = asked_days(args, problems)
    if not problems and (since or until):
        first, last = since or local_date(created_at, zone()), until or local_date(now, zone())
        if problem := _misfit(first, last):
            problems["since"] = problem
        else:
            return Span("", _between(first, last), _between_words(first, last), {})
    key = args.get("range", "")
    return _known(key if key in dict(RANGES) else USUAL, created_at, now, problems)


def _known(key: str, created_at: int, now: int, problems: dict[str, str]) -> Span:
    if key == "all":
        today = local_date(now, zone())
        first = max(local_date(created_at, zone()), today - dt.timedelta(days=MOST_YEARS * 365))
        return Span(key, _between(min(first, today), today), Words("since it was made"), problems)
    if key == "24h":
        return Span(key, last_hours(24, zone(), now), Words("in 24 hours"), problems)
    return Span(
        key, last_days(DAYS[key], zone(), now), Counted("in %(num)s day", "in %(num)s days", DAYS[key]), problems
    )


def _misfit(first: dt.date, last: dt.date) -> str:
    if first > last:
        return Words("The first day comes after the last day; choose an earlier one.")
    if last.year - first.year > MOST_YEARS:
        return Words("At most %(years)s years can be shown at once; choose a later day.", years=MOST_YEARS)
    return ""


def _between(first: dt.date, last: dt.date) -> Period:
    return Period(day_start(first, zone()), day_start(last + dt.timedelta(days=1), zone()), zone())


def _between_words(first: dt.date, last: dt.date) -> Words:
    return Words("from %(first)s to %(last)s", first=Moment(first, SHORT), last=Moment(last, SHORT))
