"""Rollup: one packed row of breakdowns for each day, of each link and of the whole site."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Counts, merge, name_of, pack, shift, summed, unpack
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.portions import portions
from shortener.clicks.rollups.shifts import between_counts
from shortener.clicks.tables import link_days, site_days

PLACE = ("family", "country", "channel", "language", "status", "method", "via", "campaign")
PROGRAM = ("browser", "os", "device", "reason")
PAIR = "country_family"
REFERRER = "referrer_host"
MOST_KNOWN = 8192
ByLink = dict[int, dict[int, Counts]]
ByDay = dict[int, Counts]
Both = tuple[ByLink, ByDay]
Into = Callable[[Counts, Counts], Counts]


def fold_days(clicks: Clicks, calendar: Calendar) -> Both:
    """Of links, by day, then by link; and of the site, by day, of which the most frequent come first.

    Without a bound: `merge` sets it, and what comes first has a name.
    """
    of_links: ByLink = defaultdict(dict)
    for (day, link_id), names in _names(clicks, calendar).items():
        of_links[day][link_id] = Counter(names)
    return of_links, {day: _of_site(by_link) for day, by_link in of_links.items()}


def add_days(session: Session, folded: Both, into: Into = merge) -> None:
    of_links, of_site = folded
    _add_link_days(session, of_links, into)
    _add_site_days(session, of_site, into)


def move_days(session: Session, before: Both, after: Both, _calendar: Calendar) -> None:
    of_links = {day: between_counts(by_link, after[0][day]) for day, by_link in before[0].items()}
    add_days(session, (of_links, between_counts(before[1], after[1])), shift)


def _add_link_days(session: Session, folded: ByLink, into: Into) -> None:
    """Whoever calls it keeps others from adding meanwhile; the locks here make MariaDB read what was committed last."""
    c = link_days.c
    for day, by_link in portions(folded):
        known = select(c.link_id, c.data).where(c.day == day, is_among(c.link_id, session, list(by_link)))
        merged = _merged(by_link, session.execute(known.with_for_update()), into)
        rows = [(link_id, day, data) for link_id, data in merged]
        upsert_rows(session, link_days, ("link_id", "day", "data"), rows, put=("data",))


def _add_site_days(session: Session, folded: ByDay, into: Into) -> None:
    known = select(site_days.c.day, site_days.c.data).where(site_days.c.day.in_(list(folded)))
    rows = list(_merged(folded, session.execute(known.with_for_update()), into))
    upsert_rows(session, site_days, ("day", "data"), rows, put=("data",))


def _of_site(by_link: dict[int, Counts]) -> Counts:
    return dict(Counter(summed(by_link.values())).most_common())


def _names(clicks: Clicks, calendar: Calendar) -> dict[tuple[int, int], list[str]]:
    """What the clicks of each day and link count under, as often as they do."""
    keys = zip(clicks.days(calendar), clicks["link_id"], strict=True)
    classes = clicks["class"]
    places = map(place_names, classes, *(clicks[dimension] for dimension in PLACE))
    programs = map(program_names, classes, *(clicks[dimension] for dimension in PROGRAM))
    referrers = map(referrer_name, classes, clicks[REFERRER])
    gathered: dict[tuple[int, int], list[str]] = defaultdict(list)
    for key, place, program, referrer in zip(keys, places, programs, referrers, strict=True):
        of_key = gathered[key]
        of_key += place
        of_key += program
        of_key.append(referrer)
    return gathered


@lru_cache(MOST_KNOWN)
def place_names(visitor_class: str, *values: Any) -> tuple[str, ...]:
    """What a click counts under; many clicks are alike in this."""
    family, country = values[:2]
    pair = name_of(PAIR, visitor_class, f"{country or ''}/{family or ''}")
    named = zip(PLACE, values, strict=True)
    return (*(name_of(dimension, visitor_class, value) for dimension, value in named), pair)


@lru_cache(MOST_KNOWN)
def program_names(visitor_class: str, *values: Any) -> tuple[str, ...]:
    named = zip(PROGRAM, values, strict=True)
    return tuple(name_of(dimension, visitor_class, value) for dimension, value in named)


@lru_cache(MOST_KNOWN)
def referrer_name(visitor_class: str, host: str | None) -> str:
    return name_of(REFERRER, visitor_class, host)


def _merged(folded: dict[int, Counts], known: Any, into: Into) -> Iterator[tuple[int, bytes]]:
    """Packed sums of what is known and what comes new, as (key, data), in the order of keys."""
    before = {row[0]: row[1] for row in known}
    for key in sorted(folded):
        yield key, pack(into(unpack(before.get(key, b"")), folded[key]))
