"""Rollup: people told apart on a day, of each link and of the whole site, as a sketch that can be merged."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks import sketch
from shortener.clicks.bulk import is_looked_up, upsert_rows
from shortener.clicks.classes import HUMAN
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.portions import portions
from shortener.clicks.tables import link_visitors, site_visitors

ByDay = dict[int, set[int]]
ByLink = dict[int, ByDay]
Both = tuple[ByLink, ByDay]


def fold_visitors(clicks: Clicks, calendar: Calendar) -> Both:
    """Of links, by day, then by link; and of the site, by day."""
    of_links: ByLink = defaultdict(lambda: defaultdict(set))
    of_people = zip(clicks["class"], clicks["visitor"], clicks.days(calendar), clicks["link_id"], strict=True)
    for visitor_class, visitor, day, link_id in of_people:
        if visitor_class == HUMAN and visitor is not None:
            of_links[day][link_id].add(visitor)
    return of_links, {day: set().union(*by_link.values()) for day, by_link in of_links.items()}


def add_visitors(session: Session, folded: Both) -> None:
    of_links, of_site = folded
    add_link_visitors(session, of_links)
    add_site_visitors(session, of_site)


def add_link_visitors(session: Session, folded: ByLink) -> None:
    c = link_visitors.c
    for day, by_link in portions(folded):
        known = select(c.link_id, c.sketch).where(c.day == day, is_looked_up(c.link_id, session, list(by_link)))
        rows = [(link_id, day, *told) for link_id, *told in _merged(session, known, by_link)]
        upsert_rows(session, link_visitors, ("link_id", "day", "visitors", "sketch"), rows, put=("visitors", "sketch"))


def add_site_visitors(session: Session, folded: ByDay) -> None:
    known = select(site_visitors.c.day, site_visitors.c.sketch).where(site_visitors.c.day.in_(list(folded)))
    rows = _merged(session, known, folded)
    upsert_rows(session, site_visitors, ("day", "visitors", "sketch"), rows, put=("visitors", "sketch"))


def _merged(session: Session, known: Any, folded: ByDay) -> list[tuple[int, int, bytes]]:
    """By key, in order: the count and the sketch, only of those that changed."""
    before = {key: bytes(data) for key, data in session.execute(known.with_for_update())}
    after = {key: sketch.add(before.get(key, b""), visitors) for key, visitors in folded.items()}
    changed = sorted(key for key, data in after.items() if data != before.get(key))
    return [(key, sketch.count(after[key]), after[key]) for key in changed]
