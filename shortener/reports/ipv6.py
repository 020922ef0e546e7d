"""The share of IPv6 among clicks whose family is known: over time, and by country."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import divide, unpack
from shortener.clicks.classes import HUMAN
from shortener.clicks.tables import link_days, site_days
from shortener.reports.periods import Period
from shortener.reports.scope import Scope

SIX = "6"
Months = Counter[tuple[str, bool]]  # by month and whether it was IPv6


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

    months: list[Share]
    countries: list[Land]


def ipv6_shares(session: Session, scope: Scope, period: Period) -> Shares:
    """Whole days of the organisation's zone."""
    counts = _by_country(_days(session, scope, period))
    months: Months = Counter()
    for of_country in counts.values():
        months.update(of_country)
    lands = [Land(_sum(country, of_country), _shares(of_country)) for country, of_country in counts.items()]
    known = (land for land in lands if land.share.clicks)
    return Shares(_shares(months), sorted(known, key=lambda land: (-land.share.clicks, land.share.name)))


def _by_country(days: Iterator[tuple[int, bytes]]) -> dict[str, Months]:
    counts: dict[str, Months] = defaultdict(Counter)
    for day, data in days:
        month = f"{dt.date.fromordinal(day):%Y-%m}"
        for value, by_class in divide(unpack(data), "country_family").items():
            country, _, family = value.rpartition("/")
            if family:
                counts[country][month, family == SIX] += by_class.get(HUMAN, 0)
    return counts


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
