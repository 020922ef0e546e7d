"""The share of IPv6 among clicks whose family is known: over time, and by country."""

import datetime as dt
from collections import Counter
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


class Share(msgspec.Struct, frozen=True):
    """Of people only: robots have networks of their own."""

    name: str
    clicks: int
    ipv6: int


class Shares(msgspec.Struct, frozen=True):
    """`months` are named as 2026-11, oldest first; `countries` by their codes, most clicks first."""

    months: list[Share]
    countries: list[Share]


def ipv6_shares(session: Session, scope: Scope, period: Period) -> Shares:
    """Whole days of the organisation's zone."""
    months, countries = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
    for day, data in _days(session, scope, period):
        month = f"{dt.date.fromordinal(day):%Y-%m}"
        for value, by_class in divide(unpack(data), "country_family").items():
            country, _, family = value.rpartition("/")
            if family:
                months[month, family == SIX] += by_class.get(HUMAN, 0)
                countries[country, family == SIX] += by_class.get(HUMAN, 0)
    by_clicks = sorted(_shares(countries), key=lambda share: (-share.clicks, share.name))
    return Shares(sorted(_shares(months), key=lambda share: share.name), by_clicks)


def _days(session: Session, scope: Scope, period: Period) -> Iterator[tuple[int, bytes]]:
    table = site_days if scope.is_site else link_days
    query = select(table.c.day, table.c.data).where(table.c.day >= period.first_day, table.c.day <= period.last_day)
    if not scope.is_site:
        query = query.where(*scope.holds(link_days.c.link_id))
    return iter(session.execute(query).all())


def _shares(counts: Counter[tuple[str, bool]]) -> list[Share]:
    names = {name for name, _ in counts}
    shares = [Share(name, counts[name, True] + counts[name, False], counts[name, True]) for name in names]
    return [share for share in shares if share.clicks]
