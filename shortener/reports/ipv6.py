"""The share of IPv6 among clicks whose family is known: over time, and by country."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import divide, unpack
from shortener.clicks.classes import HUMAN
from shortener.clicks.tables import clicks, link_days, site_days
from shortener.reports.basis import Basis, in_day_rows, of_clicks, of_counts
from shortener.reports.periods import Period, local_date, stretches
from shortener.reports.raw import reach, within
from shortener.reports.scope import Scope

SIX = "6"
Months = Counter[tuple[str, bool]]  # by month and whether it was IPv6
Found = tuple[str, str, bool, int]  # month, country, whether it was IPv6, clicks


class Share(msgspec.Struct, frozen=True):
    """Of people only: robots have networks of their own."""

    name: str
    clicks: int
    ipv6: int


class Land(msgspec.Struct, frozen=True):
    """A country by its code ("" where it isn't known), in all the time and in each month."""

    share: Share
    months: list[Share]


class Shares(msgspec.Struct, frozen=True):
    """`months` are named as 2026-11, oldest first; `countries` come in the order of their clicks."""

    basis: Basis
    months: list[Share]
    countries: list[Land]


def ipv6_shares(session: Session, scope: Scope, period: Period) -> Shares:
    """From the counts where it is whole days of the organisation's zone, else from the clicks. Raises TooMuch."""
    basis, found = (_by_days if in_day_rows(session, period) else _by_clicks)(session, scope, period)
    counts: dict[str, Months] = defaultdict(Counter)
    for month, country, is_six, number in found:
        counts[country][month, is_six] += number
    months: Months = Counter()
    for of_country in counts.values():
        months.update(of_country)
    lands = [Land(_sum(country, of_country), _shares(of_country)) for country, of_country in counts.items()]
    known = (land for land in lands if land.share.clicks)
    return Shares(basis, _shares(months), sorted(known, key=lambda land: (-land.share.clicks, land.share.name)))


def _by_days(session: Session, scope: Scope, period: Period) -> tuple[Basis, Iterator[Found]]:
    return of_counts(period), _divided(_days(session, scope, period))


def _divided(days: Iterator[tuple[int, bytes]]) -> Iterator[Found]:
    for day, data in days:
        month = f"{dt.date.fromordinal(day):%Y-%m}"
        for value, by_class in divide(unpack(data), "country_family").items():
            country, _, family = value.rpartition("/")
            if family:
                yield month, country, family == SIX, by_class.get(HUMAN, 0)


def _by_clicks(session: Session, scope: Scope, period: Period) -> tuple[Basis, Iterator[Found]]:
    since, complete = reach(session, scope, period)
    return of_clicks(period, since, complete), _looked(session, scope, Period(since, period.until_ms, period.zone))


def _looked(session: Session, scope: Scope, period: Period) -> Iterator[Found]:
    c = clicks.c
    query = select(c.country, c.family, func.count()).group_by(c.country, c.family)
    query = query.where(c["class"] == HUMAN, c.family.is_not(None))
    for start, end in stretches(period, "month"):
        month = f"{local_date(start, period.zone):%Y-%m}"
        for country, family, count in session.execute(query.where(*within(scope, start, end))):
            yield month, country or "", str(family) == SIX, count


def _days(session: Session, scope: Scope, period: Period) -> Iterator[tuple[int, bytes]]:
    table = site_days if scope.is_site else link_days
    query = select(table.c.day, table.c.data).where(table.c.day >= period.first_day, table.c.day <= period.last_day)
    if not scope.is_site:
        query = query.where(*scope.holds(link_days.c.link_id))
    return iter(session.execute(query).all())


def _sum(name: str, counts: Months) -> Share:
    return Share(name, counts.total(), sum(clicks for (_, is_six), clicks in counts.items() if is_six))


def _shares(counts: Months) -> list[Share]:
    """By month, those with clicks."""
    found = [
        Share(month, counts[month, True] + counts[month, False], counts[month, True])
        for month in sorted({month for month, _ in counts})
    ]
    return [share for share in found if share.clicks]
