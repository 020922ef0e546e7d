"""Finds the clicks to erase from, a piece at a time and in short reads, however many others there are."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, func, or_, select

from shortener.clicks.erasing.whose import Whose
from shortener.clicks.portions import pieces
from shortener.clicks.tables import clicks
from shortener.stores import Database

ROWS = 1000  # of a transaction: some 50 ms, for which collectors may have to wait
SPAN = 20_000  # ids looked through at once for a prefix, for which there is no index


class Piece(msgspec.Struct, frozen=True):
    """At most ROWS clicks as (time, id), and how much of `extent` is looked through with them."""

    clicks: Sequence[tuple[int, ...]]
    done: int


def extent(database: Database, whose: Whose) -> int:
    """How much there is to look through: clicks of the link, or the span of all ids."""
    c = clicks.c
    first_and_last = select(func.coalesce(func.max(c.id) - func.min(c.id) + 1, 0))
    with database.read() as session:
        query = first_and_last if whose.prefix else select(func.count()).where(c.link_id == whose.link_id)
        return int(session.scalar(query) or 0)


def find(database: Database, whose: Whose) -> Iterator[Piece]:
    """Those that are there when it begins, and perhaps later ones."""
    return _by_id(database, whose) if whose.prefix else _by_time(database, whose)


def _by_time(database: Database, whose: Whose) -> Iterator[Piece]:
    """Along the index of links; clicks without a personal field are passed over."""
    c = clicks.c
    at, number = 0, 0
    wanted = select(c.clicked_at, c.id, whose.holds()).where(c.link_id == whose.link_id)
    wanted = wanted.order_by(c.clicked_at, c.id).limit(ROWS)
    while page := _read(database, wanted.where(c.clicked_at >= at, or_(c.clicked_at > at, c.id > number))):
        yield Piece([row[:2] for row in page if row[2]], len(page))
        at, number, _ = page[-1]


def _by_id(database: Database, whose: Whose) -> Iterator[Piece]:
    c = clicks.c
    with database.read() as session:
        first, last = session.execute(select(func.min(c.id), func.max(c.id))).one()
    if first is None:
        return
    for start in range(first, last + 1, SPAN):
        end = min(start + SPAN, last + 1)
        found = sorted(_read(database, select(c.clicked_at, c.id).where(c.id >= start, c.id < end, whose.holds())))
        yield from (Piece(some, 0) for some in pieces(found, ROWS))
        yield Piece([], end - start)


def _read(database: Database, query: Select[*tuple[Any, ...]]) -> list[tuple[int, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(query)]
