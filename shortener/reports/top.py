"""The most followed links, tags and domains of a period, from the links of each day."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Select, func, select
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


class Ranked(NamedTuple):
    """What links are ranked by: where their ids stand, two sums, and which rows they are sums of."""

    link_id: Column[int]
    clicks: ColumnElement[Any]
    humans: ColumnElement[Any]
    rows: list[ColumnElement[bool]]


def top_links(
    session: Session, period: Period, limit: int, *, scope: Scope = SITE, humans: bool = False
) -> list[TopLink]:
    """Whole days of the organisation's zone; the older link first among equals."""
    days, most = range(period.first_day, period.last_day + 1), min(limit, MOST)
    found = leaders(session, days, most, humans=humans) if scope.is_site else None
    if found is None:
        return links_of(session, _of_days(period, scope), limit, humans=humans)
    return _links(session, found)


def links_of(session: Session, ranked: Ranked, limit: int, *, humans: bool) -> list[TopLink]:
    """The older link first among equals."""
    query = select(ranked.link_id, ranked.clicks, ranked.humans).where(*ranked.rows).group_by(ranked.link_id)
    order = (ranked.humans if humans else ranked.clicks).desc(), ranked.link_id
    rows = session.execute(query.order_by(*order).limit(min(limit, MOST)))
    return _links(session, [(number, int(all_), int(of_people)) for number, all_, of_people in rows])


def _links(session: Session, found: Sequence[Sums]) -> list[TopLink]:
    links = session.scalars(select(Link).where(Link.id.in_([number for number, _, _ in found]))).all()
    views = {view.id: view for view in views_of(session, links)}
    return [TopLink(views[number], all_, of_people) for number, all_, of_people in found if number in views]


def top_tags(session: Session, period: Period, limit: int, *, humans: bool = False) -> list[TopTag]:
    """In the order of clicks, or of those by people; whole days of the organisation's zone."""
    return tags_of(session, _of_days(period, SITE), limit, humans=humans)


def tags_of(session: Session, ranked: Ranked, limit: int, *, humans: bool) -> list[TopTag]:
    query: Select[Any] = (
        select(Tag.name, func.count(func.distinct(ranked.link_id)), ranked.clicks, ranked.humans)
        .join(link_tags, link_tags.c.tag_id == Tag.id)
        .join(ranked.link_id.table, ranked.link_id == link_tags.c.link_id)
        .where(*ranked.rows)
        .group_by(Tag.name)
        .order_by((ranked.humans if humans else ranked.clicks).desc(), Tag.name)
    )
    rows = session.execute(query.limit(min(limit, MOST)))
    return [TopTag(name, int(links), int(clicks), int(humans)) for name, links, clicks, humans in rows]


def _of_days(period: Period, scope: Scope) -> Ranked:
    c = day_links.c
    rows = [c.day >= period.first_day, c.day <= period.last_day, *scope.holds(c.link_id)]
    return Ranked(c.link_id, func.sum(c.clicks), func.sum(c.humans), rows)
