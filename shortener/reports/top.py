"""The most followed links, tags and domains of a period, from the links of each day."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import day_links
from shortener.links.reading import views_of
from shortener.links.tables import Link, Tag, link_tags
from shortener.links.views import LinkView
from shortener.reports.leaders import Sums, leaders
from shortener.reports.periods import Period
from shortener.reports.scope import SITE, Scope

MOST = 1000


class TopLink(msgspec.Struct, frozen=True):
    link: LinkView
    clicks: int
    humans: int


class TopTag(msgspec.Struct, frozen=True):
    """A link with two tags counts for both."""

    tag: str
    links: int
    clicks: int
    humans: int


def top_links(
    session: Session, period: Period, limit: int, *, scope: Scope = SITE, humans: bool = False
) -> list[TopLink]:
    """Whole days of the organisation's zone; the older link first among equals."""
    days, most = range(period.first_day, period.last_day + 1), min(limit, MOST)
    found = leaders(session, days, most, humans=humans) if scope.is_site else None
    if found is None:
        found = _of_all(session, period, most, scope, humans=humans)
    links = session.scalars(select(Link).where(Link.id.in_([number for number, _, _ in found]))).all()
    views = {view.id: view for view in views_of(session, links)}
    return [TopLink(views[number], all_, of_people) for number, all_, of_people in found if number in views]


def _of_all(session: Session, period: Period, most: int, scope: Scope, *, humans: bool) -> list[Sums]:
    clicks, people = func.sum(day_links.c.clicks), func.sum(day_links.c.humans)
    query = select(day_links.c.link_id, clicks, people).where(*_within(period), *scope.holds(day_links.c.link_id))
    order = (people if humans else clicks).desc(), day_links.c.link_id
    rows = session.execute(query.group_by(day_links.c.link_id).order_by(*order).limit(most))
    return [(number, int(all_), int(of_people)) for number, all_, of_people in rows]


def top_tags(session: Session, period: Period, limit: int, *, humans: bool = False) -> list[TopTag]:
    """In the order of clicks, or of those by people."""
    sums: list[ColumnElement[Any]] = [func.sum(day_links.c.clicks), func.sum(day_links.c.humans)]
    query: Select[Any] = (
        select(Tag.name, func.count(func.distinct(day_links.c.link_id)), *sums)
        .join(link_tags, link_tags.c.tag_id == Tag.id)
        .join(day_links, day_links.c.link_id == link_tags.c.link_id)
        .where(*_within(period))
        .group_by(Tag.name)
        .order_by(sums[humans].desc(), Tag.name)
    )
    rows = session.execute(query.limit(min(limit, MOST)))
    return [TopTag(name, int(links), int(clicks), int(humans)) for name, links, clicks, humans in rows]


def _within(period: Period) -> list[ColumnElement[bool]]:
    return [day_links.c.day >= period.first_day, day_links.c.day <= period.last_day]
