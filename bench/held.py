"""Holds every report against what the rows say; a sentence for each that says something else."""

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.asked import FILTER, MOST_TOP, OVERVIEW_DAYS, PAGE_DAYS, whole
from bench.counted import Counted, count
from shortener.clicks.breakdown import OTHER
from shortener.clicks.classes import HUMAN
from shortener.clicks.sketch import SIZE
from shortener.clicks.tables import clicks, link_totals
from shortener.reports.answers import Question, Report, answer
from shortener.reports.breakdown import Slice
from shortener.reports.heat import heat
from shortener.reports.ipv6 import SIX, ipv6_shares
from shortener.reports.live import MINUTE_MS, MINUTES, live
from shortener.reports.periods import QUARTER_MS, UNITS, Period, edges, last_days
from shortener.reports.raw import filters_of
from shortener.reports.scope import SITE, Scope
from shortener.reports.series import series
from shortener.reports.top import top_links

ELSEWHERE = ("Asia/Kathmandu", "America/New_York")  # zones that days aren't kept in
TOLERANCE = 0.15  # five times the error of a full sketch
EVERYWHERE, ALWAYS = "*", ""
Found = Iterator[str]


def differences(session: Session, scope: Scope, zone: str, now: int) -> list[str]:
    """Of one link or the whole site; empty where every report is what the rows say."""
    period = last_days(PAGE_DAYS, zone, now)
    rows = count(session, scope, period)
    found = [*_whole(answer(session, whole(scope, period)), rows), *_series(session, scope, period, rows)]
    found += [*_heat(session, scope, period, rows), *_ipv6(session, scope, period, rows)]
    found += _filtered(session, scope, last_days(OVERVIEW_DAYS, zone, now))
    if scope == SITE:
        found += [*_top(session, period, rows), *_totals(session), *_live(session, period, now)]
    return [f"{'site' if scope == SITE else f'link {scope.link_id}'}: {sentence}" for sentence in found]


def _whole(report: Report, rows: Counted) -> Found:
    if report.by_class != rows.by_class() or report.clicks != rows.clicks:
        yield f"clicks by class are {report.by_class}, but {dict(rows.by_class())} by the rows."
    for name, slices in report.breakdowns.items():
        if not _divides(slices, rows.values[name]):
            yield f"{name} doesn't divide as the rows do."
    told = {one.day: one.visitors for one in report.visitors}
    if wrong := [day for day in told.keys() | rows.visitors.keys() if not _is_near(told, rows.visitors, day)]:
        yield f"people of {len(wrong)} days are others, such as {min(wrong)}."


def _divides(slices: Sequence[Slice], rows: Counter[tuple[Any, str]]) -> bool:
    """Values beyond those that a day's row names are counted together, so that a named one may have fewer than all."""
    told = Counter({(one.value, kind): number for one in slices for kind, number in one.by_class.items()})
    counted = Counter({(_text(value), kind): number for (value, kind), number in rows.items()})
    if all(value != OTHER for value, _ in told):
        return told == counted
    named = {key: number for key, number in told.items() if key[0] != OTHER}
    return told.total() == counted.total() and all(number <= counted[key] for key, number in named.items())


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "/".join(_text(part) for part in value)
    return "" if value is None else str(value)


def _is_near(told: dict[dt.date, int], rows: dict[dt.date, set[int]], day: dt.date) -> bool:
    number, people = told.get(day, 0), len(rows.get(day, ()))
    return number == people if people < SIZE else abs(number - people) <= TOLERANCE * people


def _series(session: Session, scope: Scope, period: Period, rows: Counted) -> Found:
    """In every width that so many days have room for, as clocks of three zones show it."""
    for zone in (period.zone, *ELSEWHERE):
        for unit in UNITS[1:]:
            shown = Period(period.since_ms, period.until_ms, zone)
            starts = edges(shown, unit)
            wanted = Counter[tuple[int, str]]()
            for (quarter, kind), number in rows.quarters.items():
                wanted[bisect_right(starts, quarter * QUARTER_MS) - 1, kind] += number
            buckets = series(session, shown, unit, scope)
            told = Counter({(at, kind): n for at, one in enumerate(buckets) for kind, n in one.by_class.items()})
            inner = range(1, len(buckets) - 1)  # the first and the last one may hold clicks from outside of the period
            if any(told[key] != wanted[key] for key in told.keys() | wanted.keys() if key[0] in inner):
                yield f"clicks by {unit} in {zone} are others than the rows'."


def _heat(session: Session, scope: Scope, period: Period, rows: Counted) -> Found:
    for zone in (period.zone, *ELSEWHERE):
        wanted = [[0] * 24 for _ in range(7)]
        for (quarter, _), number in rows.quarters.items():
            at = dt.datetime.fromtimestamp(quarter * QUARTER_MS / 1000, ZoneInfo(zone))
            wanted[at.weekday()][at.hour] += number
        if heat(session, scope, Period(period.since_ms, period.until_ms, zone)) != wanted:
            yield f"weekdays and hours in {zone} are others than the rows'."


def _ipv6(session: Session, scope: Scope, period: Period, rows: Counted) -> Found:
    wanted: Counter[tuple[str, str, bool]] = Counter()
    for (month, country, family), number in rows.places.items():
        land = country or ""
        for key in ((EVERYWHERE, month), (land, ALWAYS), (land, month)) if family else ():
            wanted[*key, str(family) == SIX] += number
    shares = ipv6_shares(session, scope, period)
    told = {(EVERYWHERE, one.name): one for one in shares.months}
    for found in shares.countries:
        told |= {(found.share.name, ALWAYS): found.share} | {(found.share.name, one.name): one for one in found.months}
    summed = {key[:2]: (wanted[*key[:2], True] + wanted[*key[:2], False], wanted[*key[:2], True]) for key in wanted}
    if {key: (one.clicks, one.ipv6) for key, one in told.items()} != summed:
        yield "shares of IPv6 are others than the rows'."


def _filtered(session: Session, scope: Scope, period: Period) -> Found:
    where = {"country": FILTER["country"], "family": int(FILTER["family"])}
    rows = count(session, scope, period, **where)
    asked = Question(period=period, scope=scope, dimensions=("device", "channel"), filters=filters_of(FILTER))
    report = answer(session, asked)
    if report.by_class != rows.by_class() or not all(
        _divides(slices, rows.values.get(name, Counter())) for name, slices in report.breakdowns.items()
    ):
        yield f"clicks with {FILTER} are others than the rows'."


def _top(session: Session, period: Period, rows: Counted) -> Found:
    for humans in (False, True):
        wanted = Counter[int]()
        for (link, kind), number in rows.links.items():
            wanted[link] += number if kind == HUMAN or not humans else 0
        first = sorted(wanted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TOP]
        top = top_links(session, period, MOST_TOP, humans=humans)
        if [(one.link.id, one.humans if humans else one.clicks) for one in top] != first:
            yield f"the most followed links{' of people' * humans} are others than the rows'."


def _totals(session: Session) -> Found:
    """Of all links and all years."""
    c, t = clicks.c, link_totals.c
    rows = session.execute(select(c.link_id, func.count(), func.max(c.clicked_at)).group_by(c.link_id))
    counts = session.execute(select(t.link_id, t.clicks, t.last_at).where(t.clicks > 0))
    if {tuple(row) for row in rows} != {tuple(row) for row in counts}:
        yield "totals of links are others than the rows'."


def _live(session: Session, period: Period, now: int) -> Found:
    shown = live(session, SITE, now)
    rows = count(session, SITE, Period(shown.until_ms - MINUTES * MINUTE_MS, shown.until_ms, period.zone))
    if sum(shown.minutes) != rows.clicks:
        yield f"{sum(shown.minutes)} clicks are shown of the last half hour, but {rows.clicks} are there."
