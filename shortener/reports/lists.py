"""The list of links as people search, filter, sort and page it, with each one's clicks."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.clock import now_ms
from shortener.links.reading import views_of
from shortener.links.tables import Link, Revision
from shortener.links.views import LinkView
from shortener.reports.filters import conditions
from shortener.reports.linkquery import LinkQuery
from shortener.reports.narrowing import Wanted
from shortener.reports.totals import totals

MOST_PER_PAGE = 1000


class LinkRow(msgspec.Struct, frozen=True):
    """A link with its number of clicks and the time of the last one."""

    link: LinkView
    clicks: int
    last_at: int | None


class LinkPage(msgspec.Struct, frozen=True):
    """One page of a list: `total` links on `pages` pages, at least one; this is number `page`."""

    rows: list[LinkRow]
    total: int
    page: int
    pages: int


def list_links(session: Session, query: LinkQuery) -> LinkPage:
    wanted = narrowed(session, query).conditions
    total = int(session.scalar(select(func.count()).select_from(Link).where(*wanted)) or 0)
    per_page = min(max(query.per_page, 1), MOST_PER_PAGE)
    pages = max(1, -(-total // per_page))
    page = min(max(query.page, 1), pages)
    ordered = _ordered(select(Link.id).where(*wanted), query.sort, query.descending)
    ids = list(session.scalars(ordered.limit(per_page).offset((page - 1) * per_page)))
    return LinkPage(rows_of(session, ids), total, page, pages)


def narrowed(session: Session, query: LinkQuery) -> Wanted:
    """What holds for every link that the query wants."""
    return conditions(session, now_ms(), query)


def rows_of(session: Session, ids: list[int]) -> list[LinkRow]:
    """In the order of the ids, in a few queries however many there are."""
    links = session.scalars(select(Link).where(Link.id.in_(ids))).all()
    views = {view.id: view for view in views_of(session, links)}
    counts = totals(session, ids)
    return [LinkRow(views[link_id], counts[link_id].clicks, counts[link_id].last_at) for link_id in ids]


def _ordered(ids: Select[int], sort: str, descending: bool) -> Select[int]:
    """The id breaks ties in the same direction, so that a page never shows what another one showed."""
    columns: list[ColumnElement[Any]]
    if sort == "slug":
        ids = ids.outerjoin(Revision, Revision.id == Link.revision_id)  # a deleted link has its slug nowhere else
        columns = [Revision.slug.expression, Revision.domain.expression]
    elif sort in {"clicks", "last"}:
        ids = ids.outerjoin(link_totals, link_totals.c.link_id == Link.id)
        columns = [func.coalesce(link_totals.c.clicks if sort == "clicks" else link_totals.c.last_at, 0)]
    else:
        columns = [Link.created_at.expression]
    return ids.order_by(*(column.desc() if descending else column.asc() for column in (*columns, Link.id)))
