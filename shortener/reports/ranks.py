"""Links in the order of their clicks, their age or by chance, any stretch of it."""

from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.reading import views_of
from shortener.links.tables import Link
from shortener.links.views import LinkView
from shortener.reports.totals import totals

Order = Literal["top", "bottom", "last", "random"]


class Ranked(msgspec.Struct, frozen=True):
    """A link with all its clicks, those carried over from another system too."""

    link: LinkView
    clicks: int


def ranked(session: Session, order: Order, limit: int, start: int = 0) -> list[Ranked]:
    """Links that aren't deleted, from place `start` on; the older one first among equals."""
    places = select(Link.id).outerjoin(link_totals, link_totals.c.link_id == Link.id).where(Link.deleted_at.is_(None))
    ids = list(session.scalars(places.order_by(*_columns(order)).limit(limit).offset(start)))
    return with_clicks(session, ids)


def with_clicks(session: Session, ids: list[int]) -> list[Ranked]:
    """Links in the order of their ids here."""
    counts, links = totals(session, ids), session.scalars(select(Link).where(Link.id.in_(ids))).all()
    views = {view.id: view for view in views_of(session, links)}
    return [Ranked(views[number], counts[number].clicks + counts[number].carried) for number in ids]


def _columns(order: Order) -> tuple[ColumnElement[Any], ...]:
    clicks = func.coalesce(link_totals.c.clicks + link_totals.c.carried, 0)
    columns: dict[Order, tuple[ColumnElement[Any], ...]] = {
        "top": (clicks.desc(), Link.id.asc()),
        "bottom": (clicks.asc(), Link.id.asc()),
        "last": (Link.created_at.desc(), Link.id.desc()),
        "random": (func.random(),),
    }
    return columns[order]
