"""The ways through a list of links, for each order that it has: along an index, from a mark on, there or back."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.searched import link_search
from shortener.links.tables import Link, Revision, Slug
from shortener.reports.facets import made_in
from shortener.reports.linkquery import CLICKED, SILENT, LinkQuery
from shortener.reports.narrowing import AGE, CLICKS, DOMAIN

Columns = list[ColumnElement[Any]]
Mark = tuple[int, int]  # what a link is sorted by, and its id


class Leg(msgspec.Struct, frozen=True):
    """A part of the way: links in the order of `columns`, in which no two of them are alike.

    `places` are the columns alone, of these links and maybe some more, as an index gives them without any table.
    """

    links: Select[int, int]
    places: Select[Any]
    columns: Columns

    def order(self, *, falling: bool) -> Columns:
        return [column.desc() if falling else column.asc() for column in self.columns]

    def after(self, place: Sequence[Any], *, falling: bool) -> "Leg":
        """What is beyond a place."""
        return self._where(_beyond(self.columns, place, falling=falling))

    def until(self, place: Sequence[Any], *, falling: bool) -> "Leg":
        """What comes before a place, and what is there."""
        return self._where(~_beyond(self.columns, place, falling=falling))

    def _where(self, there: ColumnElement[bool]) -> "Leg":
        return Leg(self.links.where(there), self.places.where(there), self.columns)


def is_of_domain(query: LinkQuery) -> bool:
    """Whether there is a way through the links of one domain alone."""
    return query.sort == "created" or (query.sort == "slug" and query.state != "deleted")


def goes_along(query: LinkQuery, home: int | None) -> set[str]:
    """The kinds of filters that the way keeps to by itself."""
    own = {"clicks": [CLICKS], "last": [CLICKS], "slug": []}.get(query.sort, [AGE])
    return {*own, *([DOMAIN] if home is not None else [])}


def legs(session: Session, query: LinkQuery, home: int | None, mark: Mark | None, *, falling: bool) -> list[Leg]:
    """The whole way from the mark on; with `home`, where the query has such a way, through that domain's links."""
    if query.sort == "slug":
        return [_by_slug(session, query.state, home, mark, falling=falling)]
    if query.sort in {"clicks", "last"}:
        found = _by_clicks(link_totals.c.clicks) if query.sort == "clicks" else _by_clicks(link_totals.c.last_at)
        found = {CLICKED: found[:1], SILENT: found[1:]}.get(query.clicks, found)
        return _from(found if falling else found[::-1], mark, falling=falling)
    return _from([_by_age(home, query)], mark, falling=falling)


def _from(way: list[Leg], mark: Mark | None, *, falling: bool) -> list[Leg]:
    """What is left of the way after the mark; the links without a click are a leg of their own, all of value 0."""
    if mark is None:
        return way
    first, *rest = way if len(way) == 1 or (mark[0] > 0) == falling else way[1:]
    return [first.after(mark if len(first.columns) == 2 else mark[1:], falling=falling), *rest]


def _beyond(columns: Columns, place: Sequence[Any], *, falling: bool) -> ColumnElement[bool]:
    here, there = tuple_(*columns), tuple_(*place)
    return here < there if falling else here > there


def _by_age(home: int | None, query: LinkQuery) -> Leg:
    if home is None:
        columns: Columns = [Link.created_at.expression, Link.id.expression]
        places = select(*columns).where(*made_in(columns[0], query))
        return Leg(places, places, columns)
    at_home = link_search.alias()
    columns = [at_home.c.created_at, at_home.c.link_id]
    places = select(*columns).where(at_home.c.domain_id == home, *made_in(columns[0], query))
    return Leg(places.join(Link, Link.id == at_home.c.link_id), places, columns)


def _by_clicks(value: ColumnElement[int]) -> list[Leg]:
    """Falling: the clicked ones by the index of their totals, then those that nobody has clicked."""
    columns: Columns = [value, link_totals.c.link_id]
    clicked = select(*columns).where(value > 0)
    silent = ~select(link_totals.c.link_id).where(link_totals.c.link_id == Link.id, value > 0).exists()
    return [
        Leg(clicked.join(Link, Link.id == link_totals.c.link_id), clicked, columns),
        Leg(select(func.coalesce(0, 0), Link.id).where(silent), select(Link.id), [Link.id.expression]),
    ]


def _by_slug(session: Session, state: str, home: int | None, mark: Mark | None, *, falling: bool) -> Leg:
    """By domain, then by slug, in the order of the index; a deleted link's slug is known by its last revision alone."""
    if state == "deleted":
        columns: Columns = [Revision.domain.expression, Revision.slug.expression, Link.id.expression]
        links = select(func.coalesce(0, 0), Link.id).join(Revision, Revision.id == Link.revision_id)
        places = links.with_only_columns(*columns, maintain_column_froms=True)
    else:
        columns = [*([Slug.domain_id.expression] if home is None else []), Slug.slug.expression]  # no two are alike
        links = select(func.coalesce(0, 0), Link.id).join(Slug, Slug.link_id == Link.id).where(Slug.kind == "main")
        places = select(*columns)
        if home is not None:
            links, places = links.where(Slug.domain_id == home), places.where(Slug.domain_id == home)
    place = session.execute(links.where(Link.id == mark[1]).with_only_columns(*columns)).first() if mark else None
    leg = Leg(links, places, columns)
    return leg if place is None else leg.after(place, falling=falling)
