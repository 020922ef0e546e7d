"""The log of moves: how many clicks went from which class and reason to which, when, and why."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import upsert_rows
from shortener.clicks.tables import class_moves

RULES, BURSTS = "rules", "bursts"
Move = tuple[str, str, str, str]
COLUMNS = ("day", "cause", "rules_version", "from_class", "from_reason", "to_class", "to_reason", "clicks")


class Why(NamedTuple):
    """RULES or BURSTS, by which version of the rules, and the moment (milliseconds UTC)."""

    cause: str
    rules_version: str
    now: int


class Moved(msgspec.Struct, frozen=True):
    """On a day (date.toordinal, in the organisation's zone) so many clicks changed class or reason."""

    day: int
    cause: str
    rules_version: str
    from_class: str
    from_reason: str
    to_class: str
    to_reason: str
    clicks: int


def add(session: Session, day: int, why: Why, moves: Mapping[Move, int]) -> None:
    """In the transaction that moves them."""
    rows = [(day, why.cause, why.rules_version, *move, moves[move]) for move in sorted(moves)]
    upsert_rows(session, class_moves, COLUMNS, rows, add=("clicks",))


def moved(session: Session) -> list[Moved]:
    """All of it, the oldest first."""
    c = class_moves.c
    found = session.execute(select(*[c[name] for name in COLUMNS]).order_by(*class_moves.primary_key))
    return [Moved(*row) for row in found]
