"""Any stretch of the links in any order, with how many there are: what programs page through."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, collate, func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.clock import now_ms
from shortener.links.tables import Link, Revision
from shortener.reports.filters import conditions
from shortener.reports.linkquery import LinkQuery
from shortener.reports.needles import LONGEST_SEARCH, pattern
from shortener.reports.ranks import Ranked, with_clicks

ANY = "*"


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Links that aren't deleted, from place `start` on; `sort` is timestamp, keyword, url, title or clicks.

    A `*` in `search` is anything, or nothing, between its parts in slug, target and title together.
    """

    search: str = ""
    sort: str = "timestamp"
    descending: bool = True
    limit: int
    start: int = 0


def listed(session: Session, wanted: Listing) -> tuple[list[Ranked], int]:
    """The links, and how many there are in all."""
    found = [*conditions(session, now_ms(), LinkQuery(search=wanted.search.replace(ANY, " "))).conditions]
    if ANY in wanted.search:
        found.append(_has_parts(session, wanted.search))
    total = session.scalar(select(func.count()).select_from(Link).where(*found))
    ids = select(Link.id).outerjoin(Revision, Revision.id == Link.revision_id)
    ids = ids.outerjoin(link_totals, link_totals.c.link_id == Link.id).where(*found)
    columns = (_column(wanted.sort), Link.id)
    ordered = ids.order_by(*(column.desc() if wanted.descending else column.asc() for column in columns))
    page = list(session.scalars(ordered.limit(wanted.limit).offset(wanted.start)))
    return with_clicks(session, page), int(total or 0)


def _has_parts(session: Session, search: str) -> ColumnElement[bool]:
    slug = select(Revision.slug).where(Revision.id == Link.revision_id).correlate(Link).scalar_subquery()
    begin: ColumnElement[Any] = slug
    if session.get_bind().dialect.name == "mysql":
        begin = collate(slug, "utf8mb4_bin")  # which it joins with texts of one way to compare only
    text = begin + Link.target + func.coalesce(Link.title, "")
    return text.ilike(pattern(search[:LONGEST_SEARCH]).replace(ANY, "%"), escape="/")


def _column(sort: str) -> ColumnElement[Any]:
    columns: dict[str, ColumnElement[Any]] = {
        "keyword": Revision.slug.expression,
        "url": Link.target.expression,
        "title": Link.title.expression,
        "clicks": func.coalesce(link_totals.c.clicks + link_totals.c.carried, 0),
    }
    return columns.get(sort, Link.created_at.expression)
