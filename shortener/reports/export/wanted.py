"""Which clicks an export has, said so that the same question gives the same file for as long as they are kept."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.reports.scope import SITE, Scope

Place = tuple[int, int]  # time and id of a click, after which the next page starts
START: Place = (0, 0)
PAGE = 10_000


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Clicks in `scope` from `since_ms` up to, not including, `until_ms` (milliseconds UTC); none after row `mark`."""

    mark: int
    scope: Scope = SITE
    since_ms: int | None = None
    until_ms: int | None = None

    @property
    def by_id(self) -> bool:
        """Whether rows come in the order of their ids; where a link or a period is asked for, in that of time."""
        return self.scope.is_site and self.since_ms is None and self.until_ms is None

    def conditions(self) -> list[ColumnElement[bool]]:
        found = [clicks.c.id <= self.mark, *self.scope.holds(clicks.c.link_id)]
        if self.since_ms is not None:
            found.append(clicks.c.clicked_at >= self.since_ms)
        if self.until_ms is not None:
            found.append(clicks.c.clicked_at < self.until_ms)
        return found


def page_of(query: Select[*tuple[Any, ...]], wanted: Wanted, after: Place, pages: int = 1) -> Select[*tuple[Any, ...]]:
    """The next page (or pages) of such a query, along an index: the key when all clicks are wanted, else the time."""
    after_at, after_id = after
    query = query.where(*wanted.conditions()).limit(rows_in(pages))
    if wanted.by_id:
        return query.where(clicks.c.id > after_id).order_by(clicks.c.id)
    later = or_(clicks.c.clicked_at > after_at, clicks.c.id > after_id)
    return query.where(clicks.c.clicked_at >= after_at, later).order_by(clicks.c.clicked_at, clicks.c.id)


def rows_in(pages: int) -> int:
    return PAGE * pages


def count_of(session: Session, wanted: Wanted, after: Place = START) -> int:
    """How many rows there are, or how many are left."""
    query = page_of(select(clicks.c.id), wanted, after).order_by(None).limit(None)
    return int(session.scalar(select(func.count()).select_from(query.subquery())) or 0)
