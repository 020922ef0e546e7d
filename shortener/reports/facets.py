"""Filters by what is known of a link without its words: whose it is, when it was made, its kind, whether it is used."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, exists, literal_column, or_, select, union
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.tables import Link, Slug
from shortener.reports.linkquery import CLICKED, NOBODY, PRINTED, RENAMED, TIMED, LinkQuery
from shortener.reports.narrowing import AGE, CLICKS, MOST, Condition, Narrowing, narrowing

_CLICKED = exists().where(link_totals.c.link_id == Link.id, link_totals.c.clicks > 0).correlate(Link)
SILENT_TEST = ~_CLICKED
_ALIAS = Slug.kind == literal_column("'alias'")  # as its index says it: a parameter would not find that


def facets(session: Session, query: LinkQuery) -> list[Narrowing]:
    """Nothing for what the query doesn't ask, or asks in a way that nobody knows."""
    return [narrowing(session, *found) for found in _asked(query)]


def silent(session: Session, others: Sequence[Narrowing]) -> Narrowing | None:
    """Links that nobody clicked, the newest first, of which the fewest were clicked.

    None where others let few links through: to find its own is the slowest of all.
    """
    if any(len(one.some) <= MOST for one in others):
        return None
    members = select(Link.id).where(SILENT_TEST)
    newest = session.scalars(members.order_by(Link.id.desc()).limit(MOST + 1)).all()
    return Narrowing(list(newest), SILENT_TEST, members, CLICKS)


def made_in(created: Any, query: LinkQuery) -> list[Condition]:
    """The time of making that a query asks for, of any column that holds it."""
    since = [] if query.since_ms is None else [created >= query.since_ms]
    return since if query.until_ms is None else [*since, created < query.until_ms]


def _asked(query: LinkQuery) -> Iterator[tuple[Select[Any], Condition, str]]:
    if query.owner is not None:
        owned = Link.owner_id.is_(None) if query.owner == NOBODY else Link.owner_id == query.owner
        yield select(Link.id).where(owned), owned, ""
    if made := made_in(Link.created_at, query):
        yield select(Link.id).where(*made), made[0] & made[-1], AGE
    if query.kind in _KINDS:
        yield *_KINDS[query.kind], ""
    if query.clicks == CLICKED:
        yield select(link_totals.c.link_id).where(link_totals.c.clicks > 0), _CLICKED, CLICKS


def _timed() -> tuple[Select[Any], Condition]:
    """Two indexes, asked one after the other: databases take neither for both together."""
    bounds = (Link.starts_at.is_not(None), Link.ends_at.is_not(None))
    return select(union(*(select(Link.id).where(bound) for bound in bounds)).subquery()), or_(*bounds)


def _renamed() -> tuple[Select[Any], Condition]:
    test = exists().where(Slug.link_id == Link.id, _ALIAS).correlate(Link)
    return select(Slug.link_id).where(_ALIAS).distinct(), test


_KINDS = {
    PRINTED: (select(Link.id).where(Link.printed.is_(True)), Link.printed.is_(True)),
    TIMED: _timed(),
    RENAMED: _renamed(),
}
