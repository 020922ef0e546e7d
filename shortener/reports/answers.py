"""One question and its whole answer, the same for the command line, the API and the pages."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from math import gcd
from operator import itemgetter
from typing import Literal

import msgspec
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import DIMENSIONS, by_class, summed
from shortener.reports.basis import CLICKS, COUNTS, in_day_rows
from shortener.reports.breakdown import Slice, breakdowns_of, slices
from shortener.reports.parts import read_parts
from shortener.reports.periods import DAY_MS, QUARTER_MS, Period, Unit, before, stretches, year_before
from shortener.reports.raw import Filters, look
from shortener.reports.scope import SITE, Scope
from shortener.reports.series import Bucket, classes, clicks_of_days, series, series_of
from shortener.reports.visitors import DayVisitors, visitors_by_day

Against = Literal["before", "year"]
CLASS = "class"
EARLIER = {"before": before, "year": year_before}
Counted = tuple[Counter[str], int, list[Bucket], dict[str, list[Slice]]]  # by class, before, by time, by dimension
AGAINST: tuple[Against, ...] = ("before", "year")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`unit` None asks for no series; `filters` and `dimensions` name those of `raw`.

    `against` asks the same of the period of the same length just before, or of a year before.
    """

    period: Period
    scope: Scope = SITE
    unit: Unit | None = None
    dimensions: tuple[str, ...] = ()
    filters: Filters = Filters()
    against: Against | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`by_class` sums up to `clicks`, and so do every breakdown and the series.

    `source` is "counts" (rollups, of any age) or "clicks" (the clicks themselves, from `since_ms` on, of which all are
    kept from `complete_ms` on, 0 for ever). `before` is the
    number of clicks in the period just before; `visitors` are people by day, where whole days were asked
    for and no filter.
    `compared` is the whole answer for the earlier period that was asked for beside it.
    """

    since_ms: int
    until_ms: int
    zone: str
    source: str
    clicks: int
    by_class: dict[str, int]
    before: int | None
    visitors: list[DayVisitors]
    series: list[Bucket]
    breakdowns: dict[str, list[Slice]]
    complete_ms: int = 0
    compared: "Report | None" = None


def answer(session: Session, question: Question) -> Report:
    """From rollups where they hold the answer, else from clicks. Raises BadPeriod, TooMuch."""
    found = _answer(session, question)
    if question.against is None:
        return found
    earlier = msgspec.structs.replace(question, period=EARLIER[question.against](question.period), against=None)
    return msgspec.structs.replace(found, compared=_answer(session, earlier))


def _answer(session: Session, question: Question) -> Report:
    if question.filters or not _in_counts(session, question):
        return _from_clicks(session, question)
    return _from_counts(session, question)


def _in_counts(session: Session, question: Question) -> bool:
    """Day rows are whole days of one zone; quarter-hours serve every zone."""
    period = question.period
    if period.since_ms % QUARTER_MS or period.until_ms % QUARTER_MS:
        return False
    dimensions = _of_days(question)
    if not dimensions:
        return True
    return set(dimensions) <= set(DIMENSIONS) and in_day_rows(session, period)


def _of_days(question: Question) -> list[str]:
    """The dimensions that day rows alone could hold: all counts are by class."""
    return [name for name in question.dimensions if name != CLASS]


def _from_counts(session: Session, question: Question) -> Report:
    period, scope = question.period, question.scope
    by_class, earlier, buckets, divided = (_by_day if _of_days(question) else _by_quarter)(session, question)
    divided |= {CLASS: slices({name: {name: clicks} for name, clicks in by_class.items()})}
    return Report(
        since_ms=period.since_ms,
        until_ms=period.until_ms,
        zone=period.zone,
        source=COUNTS,
        clicks=by_class.total(),
        by_class=dict(by_class),
        before=earlier,
        visitors=visitors_by_day(session, scope, period) if in_day_rows(session, period) else [],
        series=buckets,
        breakdowns={name: divided[name] for name in question.dimensions},
    )


def _by_quarter(session: Session, question: Question) -> Counted:
    scope, period = question.scope, question.period
    earlier = classes(session, scope, before(period)).total()
    return classes(session, scope, period), earlier, _buckets(session, question), {}


def _by_day(session: Session, question: Question) -> Counted:
    """Day rows are read anyway, so the rest is taken from them too: a busy link's quarter-hours are many more rows."""
    scope, period = question.scope, question.period
    parts, earlier = read_parts(session, scope, period), clicks_of_days(session, scope, before(period))
    counts = summed(part.counts for part in parts)
    buckets = series_of(parts, counts, period) if question.unit == "day" else _buckets(session, question)
    return by_class(counts), earlier, buckets, breakdowns_of(counts, _of_days(question))


def _buckets(session: Session, question: Question) -> list[Bucket]:
    return series(session, question.period, question.unit, question.scope) if question.unit else []


def _from_clicks(session: Session, question: Question) -> Report:
    period = question.period
    spans = stretches(period, question.unit) if question.unit else []
    looked = look(session, question.scope, period, question.filters, question.dimensions, step_ms=_step(spans))
    by_class: Counter[str] = Counter()
    for _, visitor_class, clicks in looked.by_time:
        by_class[visitor_class] += clicks
    return Report(
        since_ms=looked.since_ms,
        until_ms=period.until_ms,
        zone=period.zone,
        source=CLICKS,
        clicks=looked.clicks,
        by_class=dict(by_class),
        before=None,
        visitors=[],
        series=_series(looked.by_time, spans),
        breakdowns=looked.divided,
        complete_ms=looked.complete_ms,
    )


def _step(spans: Sequence[tuple[int, int]]) -> int:
    """The longest step, in ms, that is whole in each of them; the first and the last one may end within one."""
    return gcd(DAY_MS, *(start for start, _ in spans[1:]))


def _series(by_time: Sequence[tuple[int, str, int]], spans: Sequence[tuple[int, int]]) -> list[Bucket]:
    found = [Counter[str]() for _ in spans]
    for begin, visitor_class, clicks in by_time if spans else ():
        at = max(begin, spans[0][0])  # the first one may have begun before the period
        found[bisect_right(spans, at, key=itemgetter(0)) - 1][visitor_class] += clicks
    return [Bucket(start, end, by.total(), dict(by)) for (start, end), by in zip(spans, found, strict=True)]
