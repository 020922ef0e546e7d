"""What people asked for and nobody made, as work: which groups are open, which are a scanner's, ignored or done."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.forgetting import KIND
from shortener.clicks.tables import expired, journals, misses
from shortener.links.tables import Domain
from shortener.reports.missrows import MissRow, miss_rows
from shortener.reports.missstates import ALL, UNKNOWN, States, StateTotal, state_totals, states

OUTCOMES = (UNKNOWN, "deleted", "off", "early", "over")
SORTS = ("count", "last", "first", "slug")
MOST_PER_PAGE, MOST_LISTED, FEW = 200, 10_000, 2000
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


class MissTotals(msgspec.Struct, frozen=True):
    """Of the whole site, by state; `uncounted` requests came too fast to be kept, `forgotten` ones were too rare."""

    states: dict[str, StateTotal]
    uncounted: int
    forgotten: int


def list_misses(session: Session, query: MissQuery, totals: MissTotals | None = None) -> MissPage:
    """Each row with the slug that was probably meant, where it is open; `totals` where they are known already."""
    found = states(session)
    wanted = _chosen(found, query)
    total = _total(session, query, wanted, totals)
    per_page = min(max(query.per_page, 1), MOST_PER_PAGE)
    pages = max(1, -(-total // per_page))
    page = min(max(query.page, 1), pages)
    first = (page - 1) * per_page
    if not total:
        return MissPage([], total, page, pages)
    if total <= FEW:  # which no way along an index finds soon
        wanted = [is_among(misses.c.id, session, session.scalars(select(misses.c.id).where(*wanted).limit(FEW)).all())]
    ordered = _rows(found).where(*wanted).order_by(*_order(query)).limit(min(per_page, total - first)).offset(first)
    return MissPage(miss_rows(session, session.execute(ordered).mappings().all()), total, page, pages)


def find_miss(session: Session, miss_id: int) -> MissRow | None:
    found = session.execute(_rows(states(session)).where(misses.c.id == miss_id)).mappings().all()
    return next(iter(miss_rows(session, found)), None)


def miss_ids(session: Session, domain_id: int, slug: str) -> list[int]:
    """All groups of a slug, whatever visitors met."""
    return list(session.scalars(select(misses.c.id).where(misses.c.domain_id == domain_id, misses.c.slug == slug)))


def miss_totals(session: Session, outcome: str = UNKNOWN) -> MissTotals:
    uncounted = session.scalar(select(func.sum(journals.c.uncounted)))
    forgotten = session.scalar(select(expired.c.count).where(expired.c.kind == KIND))
    return MissTotals(state_totals(session, outcome), int(uncounted or 0), int(forgotten or 0))


def _total(session: Session, query: MissQuery, wanted: list[ColumnElement[bool]], totals: MissTotals | None) -> int:
    if totals and not query.search and not query.domain:
        found = sum(one.groups for state, one in totals.states.items() if query.state in {state, ALL})
        return min(found, MOST_LISTED)
    some = select(misses.c.id).where(*wanted).limit(MOST_LISTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _rows(found: States) -> Select[Any]:
    return select(misses, Domain.host, found.state.label("state")).outerjoin(Domain, Domain.id == misses.c.domain_id)


def _chosen(found: States, query: MissQuery) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if query.outcome != ALL:
        chosen.append(misses.c.outcome == query.outcome)
    if query.search:
        chosen.append(misses.c.slug.icontains(query.search[:LONGEST_SEARCH], autoescape=True))
    if query.domain:
        chosen.append(misses.c.domain_id.in_(select(Domain.id).where(Domain.host == query.domain)))
    return [*chosen, found.state == query.state] if query.state != ALL else chosen


def _order(query: MissQuery) -> list[ColumnElement[Any]]:
    """The id breaks ties in the same direction, so that a page never shows what another one showed."""
    c = misses.c
    columns = {"count": [c.count, c.last_at], "last": [c.last_at], "first": [c.first_at], "slug": [c.slug]}
    chosen = [*columns.get(query.sort, columns["count"]), c.id]
    return [column.desc() if query.descending else column.asc() for column in chosen]
