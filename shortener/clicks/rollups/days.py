"""Rollup: one packed row of breakdowns for each day, of each link and of the whole site."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Breakdown, count, merge, pack, unpack
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.tables import link_days, site_days

DIMENSIONS = ("family", "country", "referrer_host", "channel", "language", "status", "method", "via", "campaign")
PAIR = "country_family"
Key = TypeVar("Key", bound=Hashable)
ByLink = dict[int, dict[int, Breakdown]]
ByDay = dict[int, Breakdown]


def fold_link_days(clicks: Clicks, calendar: Calendar) -> ByLink:
    """By day, then by link."""
    keys = list(zip(_days(clicks, calendar), clicks["link_id"], strict=True))
    folded: ByLink = defaultdict(dict)
    for (day, link_id), breakdown in fold(keys, clicks).items():
        folded[day][link_id] = breakdown
    return folded


def add_link_days(session: Session, folded: ByLink) -> None:
    """Whoever calls it keeps others from adding meanwhile; the locks here make MariaDB read what was committed last."""
    c = link_days.c
    for day, by_link in sorted(folded.items()):
        known = select(c.link_id, c.data).where(c.day == day, is_among(c.link_id, session, list(by_link)))
        merged = _merged(by_link, session.execute(known.with_for_update()))
        rows = [(link_id, day, data) for link_id, data in merged]
        upsert_rows(session, link_days, ("link_id", "day", "data"), rows, put=("data",))


def fold_site_days(clicks: Clicks, calendar: Calendar) -> ByDay:
    return fold(_days(clicks, calendar), clicks)


def add_site_days(session: Session, folded: ByDay) -> None:
    known = select(site_days.c.day, site_days.c.data).where(site_days.c.day.in_(list(folded)))
    rows = list(_merged(folded, session.execute(known.with_for_update())))
    upsert_rows(session, site_days, ("day", "data"), rows, put=("data",))


def fold(keys: Sequence[Key], clicks: Clicks) -> dict[Key, Breakdown]:
    """The breakdown of each key's rows; what isn't known counts under the empty value."""
    folded: dict[Key, Breakdown] = {key: {} for key in keys}
    pairs = zip(clicks["country"], clicks["family"], strict=True)
    columns = {dimension: clicks[dimension] for dimension in DIMENSIONS}
    columns[PAIR] = [f"{country or ''}/{family or ''}" for country, family in pairs]
    for dimension, values in columns.items():
        alike = Counter(zip(keys, values, clicks["class"], strict=True))
        for breakdown in folded.values():
            breakdown[dimension] = {}
        for (key, value, kind), number in alike.items():
            count(folded[key][dimension], "" if value is None else str(value), kind, number)
    return folded


def _days(clicks: Clicks, calendar: Calendar) -> list[int]:
    by_quarter = {quarter: calendar.day_of(quarter) for quarter in set(clicks.quarters)}
    return [by_quarter[quarter] for quarter in clicks.quarters]


def _merged(folded: dict[int, Breakdown], known: Any) -> Iterator[tuple[int, bytes]]:
    """Packed sums of what is known, as (key, data), and of what comes new, in the order of keys."""
    before = {row[0]: row[1] for row in known}
    for key in sorted(folded):
        yield key, pack(merge(unpack(before[key]), folded[key]) if key in before else folded[key])
