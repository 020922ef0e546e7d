"""A long list of links walked page by page, each from where its neighbour ended: as quick far down as at the top."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.tables import Link, Revision, Slug
from shortener.reports.filters import Condition
from shortener.reports.lists import MOST_PER_PAGE, LinkQuery, LinkRow, narrowed, rows_of

MOST_COUNTED = 10_000
LARGEST = 2**63 - 1
Columns = list[ColumnElement[Any]]


class Stretch(msgspec.Struct, frozen=True):
    """Some rows, and the marks of what comes before and after them, empty where nothing does.

    `total` counts all that match, but no further than MOST_COUNTED; then `more` is true.
    """

    rows: list[LinkRow]
    before: str
    after: str
    total: int
    more: bool


class Leg(msgspec.Struct, frozen=True):
    """A part of the way: links in the order of `columns`, the last of which is the id."""

    links: Select[int, int]
    columns: Columns


def walk(session: Session, query: LinkQuery, *, after: str = "", before: str = "") -> Stretch:
    """The stretch after one mark, or before another; a mark that says nothing is the beginning."""
    wanted = narrowed(session, query)
    size = min(max(query.per_page, 1), MOST_PER_PAGE)
    back = bool(before)
    mark = _read(before or after)
    if mark is None:
        back, after = False, ""
    found = _collect(session, query, wanted, mark, size + 1, back=back)
    beyond, marks = len(found) > size, found[:size]
    marks = marks[::-1] if back else marks
    total = counted(session, wanted)
    return Stretch(
        rows_of(session, [number for _, number in marks]),
        before=_mark(marks[:1]) if (beyond if back else bool(after)) else "",
        after=_mark(marks[-1:]) if (beyond or back) else "",
        total=min(total, MOST_COUNTED),
        more=total > MOST_COUNTED,
    )


def counted(session: Session, wanted: Sequence[Condition]) -> int:
    """How many links match; one more than MOST_COUNTED means that many or more."""
    some = select(Link.id).where(*wanted).limit(MOST_COUNTED + 1).subquery()
    return int(session.scalar(select(func.count()).select_from(some)) or 0)


def _collect(
    session: Session,
    query: LinkQuery,
    wanted: Sequence[Condition],
    mark: tuple[int, int] | None,
    size: int,
    *,
    back: bool,
) -> list[tuple[int, int]]:
    """(value, id) of up to `size` links from the mark on, in the way's own direction."""
    falling = query.descending != back
    found: list[tuple[int, int]] = []
    for leg in _legs(session, query, mark, falling=falling):
        ordered = leg.links.where(*wanted).order_by(*(c.desc() if falling else c.asc() for c in leg.columns))
        found += [(value, number) for value, number in session.execute(ordered.limit(size - len(found)))]
        if len(found) >= size:
            break
    return found


def _legs(session: Session, query: LinkQuery, mark: tuple[int, int] | None, *, falling: bool) -> list[Leg]:
    if query.sort == "slug":
        return [_by_slug(session, query.state, mark, falling=falling)]
    if query.sort in {"clicks", "last"}:
        legs = _by_clicks(link_totals.c.clicks if query.sort == "clicks" else link_totals.c.last_at)
        return _from(legs if falling else legs[::-1], mark, falling=falling)
    created = Link.created_at.expression
    return _from([Leg(select(created, Link.id), [created, Link.id.expression])], mark, falling=falling)


def _from(legs: list[Leg], mark: tuple[int, int] | None, *, falling: bool) -> list[Leg]:
    """What is left of the way after the mark; the links without a click are a leg of their own, all of value 0."""
    if mark is None:
        return legs
    left = legs if len(legs) == 1 or (mark[0] > 0) == falling else legs[1:]
    first = left[0]
    place = mark if len(first.columns) == 2 else mark[1:]
    return [Leg(first.links.where(_beyond(first.columns, place, falling=falling)), first.columns), *left[1:]]


def _beyond(columns: Columns, place: Sequence[Any], *, falling: bool) -> ColumnElement[bool]:
    here, there = tuple_(*columns), tuple_(*place)
    return here < there if falling else here > there


def _by_clicks(value: ColumnElement[int]) -> list[Leg]:
    """Falling: the clicked ones by the index of their totals, then those that nobody has clicked."""
    clicked = select(value, Link.id).join(link_totals, link_totals.c.link_id == Link.id).where(value > 0)
    silent = ~select(link_totals.c.link_id).where(link_totals.c.link_id == Link.id, value > 0).exists()
    return [
        Leg(clicked, [value, link_totals.c.link_id]),
        Leg(select(func.coalesce(0, 0), Link.id).where(silent), [Link.id.expression]),
    ]


def _by_slug(session: Session, state: str, mark: tuple[int, int] | None, *, falling: bool) -> Leg:
    """By domain, then by slug, in the order of the index; a deleted link's slug is known by its last revision alone."""
    if state == "deleted":
        columns: Columns = [Revision.domain.expression, Revision.slug.expression, Link.id.expression]
        links = select(func.coalesce(0, 0), Link.id).join(Revision, Revision.id == Link.revision_id)
    else:
        columns = [Slug.domain_id.expression, Slug.slug.expression, Link.id.expression]
        links = select(func.coalesce(0, 0), Link.id).join(Slug, Slug.link_id == Link.id).where(Slug.kind == "main")
    place = session.execute(links.where(Link.id == mark[1]).with_only_columns(*columns)).first() if mark else None
    return Leg(links if place is None else links.where(_beyond(columns, place, falling=falling)), columns)


def _mark(ends: list[tuple[int, int]]) -> str:
    return "".join(f"{value}-{number}" for value, number in ends)


def _read(mark: str) -> tuple[int, int] | None:
    value, dash, number = mark.partition("-")
    if not dash or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (value, number)):
        return None
    return min(int(value), LARGEST), min(int(number), LARGEST)
