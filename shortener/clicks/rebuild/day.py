"""The rollups of one day as they are stored: read, cleared, and compared with what they were."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Delete, Select, Table, bindparam, delete, select
from sqlalchemy.orm import Session

from shortener.clicks import sketch
from shortener.clicks.breakdown import OTHER, PREFIX, Counts, unpack
from shortener.clicks.bulk import is_one_of, numbers_for
from shortener.clicks.portions import pieces
from shortener.clicks.tables import (
    day_links,
    link_days,
    link_quarters,
    link_spans,
    link_visitors,
    site_days,
    site_quarters,
    site_spans,
    site_visitors,
)

BY_DAY = (day_links, link_visitors, site_days, site_visitors)
OF_LINKS = (link_days, link_quarters)  # in the order of links, so that one must know which links to look for
ALL = (*BY_DAY, *OF_LINKS, site_quarters)
PACKED = {table.name for table in (link_days, site_days, link_spans, site_spans)}
MOST_LINKS = 5000
Rollups = dict[str, dict[tuple[Any, ...], Any]]  # by table, then by primary key


class Difference(msgspec.Struct, frozen=True):
    """What a rollup has (`stored`) under a key, and what the rows give (`counted`)."""

    table: str
    key: str
    stored: int
    counted: int


@dataclass(frozen=True)
class Scope:
    """A day, its quarter-hours, and the links that may have been followed on it; None means any."""

    day: int
    quarters: range
    links: Sequence[int] | None


def read_rollups(session: Session, scope: Scope) -> Rollups:
    """Numbers, packed breakdowns and sketches, as they are stored."""
    return {table.name: dict(_rows(session, table, scope)) for table in ALL}


def clear_rollups(session: Session, scope: Scope) -> None:
    for table in ALL:
        for values in _values(session, table, scope):
            session.execute(_clear(table, _held_by(session, table, scope)), values)


def differences(before: Rollups, after: Rollups) -> list[Difference]:
    """None where both say the same."""
    return [found for name in before for found in _differences(name, before[name], after[name])]


def _rows(session: Session, table: Table, scope: Scope) -> Iterator[tuple[tuple[Any, ...], Any]]:
    for values in _values(session, table, scope):
        for *key, value in session.execute(_read(table, _held_by(session, table, scope)), values):
            yield tuple(key), value


@lru_cache
def _read(table: Table, dialect: str) -> Select[*tuple[Any, ...]]:
    """Made once, for all days: that takes longer than to answer it."""
    kept = next(table.c[name] for name in ("data", "sketch", "clicks") if name in table.c)
    return select(*table.primary_key, kept).where(*_conditions(table, dialect))


@lru_cache
def _clear(table: Table, dialect: str) -> Delete:
    return delete(table).where(*_conditions(table, dialect))


def _held_by(session: Session, table: Table, scope: Scope) -> str:
    """The database that is told of links, empty where none is."""
    return session.get_bind().dialect.name if table in OF_LINKS and scope.links is not None else ""


def _conditions(table: Table, dialect: str) -> Iterator[ColumnElement[bool]]:
    by_day = table.c.day == bindparam("day") if "day" in table.c else None
    yield table.c.quarter.between(bindparam("first"), bindparam("last")) if by_day is None else by_day
    if dialect:
        yield is_one_of(table.c.link_id, dialect, "links")


def _values(session: Session, table: Table, scope: Scope) -> Iterator[dict[str, Any]]:
    """One set of them for each statement that it takes."""
    first, last = scope.quarters.start, scope.quarters.stop - 1
    when = {"day": scope.day} if "day" in table.c else {"first": first, "last": last}
    if not (dialect := _held_by(session, table, scope)):
        yield when
        return
    links = scope.links or ()
    for some in pieces(links, MOST_LINKS):
        yield when | {"links": numbers_for(dialect, some)}


def _differences(name: str, before: dict[Any, Any], after: dict[Any, Any]) -> Iterator[Difference]:
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        if name in PACKED:
            yield from _divided(name, key, unpack(one or b""), unpack(other or b""))
        elif name in {link_visitors.name, site_visitors.name}:
            yield Difference(name, _text(key), sketch.count(one or b""), sketch.count(other or b""))
        else:
            yield Difference(name, _text(key), one or 0, other or 0)


def _divided(name: str, key: tuple[Any, ...], one: Counts, other: Counts) -> Iterator[Difference]:
    """Beyond a certain number of values it depends on their order which ones have names; the sum never does."""
    full = full_dimensions(one) | full_dimensions(other)
    stored, counted = summed(one, full), summed(other, full)
    for value in sorted(stored.keys() | counted.keys()):
        if stored[value] != counted[value]:
            yield Difference(name, _text((*key, value)), stored[value], counted[value])


def full_dimensions(counts: Counts) -> set[str]:
    return {value[:PREFIX] for value in counts if value.endswith(OTHER)}


def summed(counts: Counts, full: set[str]) -> Counter[str]:
    """With the values of full dimensions, named or not, counted together."""
    summed: Counter[str] = Counter()
    for value, clicks in counts.items():
        summed[value[:PREFIX] if value[:PREFIX] in full else value] += clicks
    return summed


def _text(key: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in key)
