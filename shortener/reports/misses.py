"""What people asked for and nobody made, as work: which groups are open, which are a scanner's, ignored or done."""

from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.forgetting import KIND
from shortener.clicks.tables import expired, journals, misses
from shortener.links.tables import Domain, Slug
from shortener.reports.missrows import MissRow, miss_rows

State = Literal["open", "scanner", "ignored", "made"]
STATES: tuple[State, ...] = ("open", "scanner", "ignored", "made")
ALL = "all"
UNKNOWN = "unknown"
OUTCOMES = (UNKNOWN, "deleted", "off", "early", "over")
SORTS = ("count", "last", "first", "slug")
MOST_PER_PAGE, MOST_LISTED = 200, 10_000
LONGEST_SEARCH = 255


class MissQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What to list. `search` is a part of the slug, `domain` a host, both empty for any; `sort` is one of SORTS.

    `state` is one of STATES or ALL, `outcome`, which is what visitors met, one of OUTCOMES or ALL. A page beyond the
    last one means the last one.
    """

    search: str = ""
    domain: str = ""
    state: str = "open"
    outcome: str = UNKNOWN
    sort: str = "count"
    descending: bool = True
    page: int = 1
    per_page: int = 25


class MissPage(msgspec.Struct, frozen=True):
    """One page of a list; of `total` groups more than MOST_LISTED are not counted."""

    rows: list[MissRow]
    total: int
    page: int
    pages: int


class StateTotal(msgspec.Struct, frozen=True):
    """How many groups are in a state, and how many requests they stand for."""

    groups: int = 0
    count: int = 0


class MissTotals(msgspec.Struct, frozen=True):
    """Of the whole site, by state; `uncounted` requests came too fast to be kept, `forgotten` ones were too rare."""

    states: dict[str, StateTotal]
    uncounted: int
    forgotten: int


def list_misses(session: Session, query: MissQuery) -> MissPage:
    """Each row with the slug that was probably meant, where it is open."""
    wanted = _chosen(query)
    some = select(misses.c.id).where(*wanted).limit(MOST_LISTED).subquery()
    total = session.scalar(select(func.count()).select_from(some)) or 0
    per_page = min(max(query.per_page, 1), MOST_PER_PAGE)
    pages = max(1, -(-total // per_page))
    page = min(max(query.page, 1), pages)
    first = (page - 1) * per_page
    ordered = _rows().where(*wanted).order_by(*_order(query)).limit(min(per_page, total - first)).offset(first)
    return MissPage(miss_rows(session, session.execute(ordered).mappings().all()), total, page, pages)


def find_miss(session: Session, miss_id: int) -> MissRow | None:
    found = session.execute(_rows().where(misses.c.id == miss_id)).mappings().all()
    return next(iter(miss_rows(session, found)), None)


def miss_ids(session: Session, domain_id: int, slug: str) -> list[int]:
    """All groups of a slug, whatever visitors met."""
    return list(session.scalars(select(misses.c.id).where(misses.c.domain_id == domain_id, misses.c.slug == slug)))


def miss_totals(session: Session, outcome: str = UNKNOWN) -> MissTotals:
    state, c = _state().label("state"), misses.c
    counted = select(state, func.count(), func.sum(c.count)).where(c.outcome == outcome).group_by(state)
    states = {name: StateTotal(int(groups), int(count)) for name, groups, count in session.execute(counted)}
    uncounted = session.scalar(select(func.sum(journals.c.uncounted)))
    forgotten = session.scalar(select(expired.c.count).where(expired.c.kind == KIND))
    every: dict[str, StateTotal] = {name: states.get(name, StateTotal()) for name in STATES}
    return MissTotals(every, int(uncounted or 0), int(forgotten or 0))


def _rows() -> Select[Any]:
    return select(misses, Domain.host, _state().label("state")).outerjoin(Domain, Domain.id == misses.c.domain_id)


def _chosen(query: MissQuery) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if query.outcome != ALL:
        chosen.append(misses.c.outcome == query.outcome)
    if query.search:
        chosen.append(misses.c.slug.icontains(query.search[:LONGEST_SEARCH], autoescape=True))
    if query.domain:
        chosen.append(misses.c.domain_id.in_(select(Domain.id).where(Domain.host == query.domain)))
    return [*chosen, _state() == query.state] if query.state != ALL else chosen


def _state() -> ColumnElement[str]:
    """A person's word comes first; the table of scanners before the links, which take longer to ask."""
    c = misses.c
    unknown = c.outcome == UNKNOWN
    scanned = and_(unknown, c.kept_at.is_(None), func.coalesce(c.looks, "") != "")
    return case(
        (c.ignored_at.is_not(None), "ignored"),
        (scanned, "scanner"),
        (and_(unknown, _is_made()), "made"),
        else_="open",
    )


def _is_made() -> ColumnElement[bool]:
    there = exists().where(Slug.domain_id == misses.c.domain_id)
    as_asked, repaired = there.where(Slug.slug == misses.c.slug), there.where(Slug.slug == misses.c.wanted)
    return or_(as_asked, and_(misses.c.wanted.is_not(None), repaired))


def _order(query: MissQuery) -> list[ColumnElement[Any]]:
    """The id breaks ties in the same direction, so that a page never shows what another one showed."""
    c = misses.c
    columns = {"count": [c.count, c.last_at], "last": [c.last_at], "first": [c.first_at], "slug": [c.slug]}
    chosen = [*columns.get(query.sort, columns["count"]), c.id]
    return [column.desc() if query.descending else column.asc() for column in chosen]
