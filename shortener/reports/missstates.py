"""The state of a group of misses, and how many are in each: what is kept, and what has changed since asked anew."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.made import has_link, outdated
from shortener.clicks.tables import misses

State = Literal["open", "scanner", "ignored", "made"]
STATES: tuple[State, ...] = ("open", "scanner", "ignored", "made")
ALL = "all"
UNKNOWN = "unknown"


class StateTotal(msgspec.Struct, frozen=True):
    """How many groups are in a state, and how many requests they stand for."""

    groups: int = 0
    count: int = 0


class States(msgspec.Struct, frozen=True):
    """How to tell states in this transaction: `stale` are the groups of which `made` can't be relied on."""

    stale: ColumnElement[bool]
    state: ColumnElement[str]


def states(session: Session) -> States:
    old, made = outdated(session), misses.c.made
    if old is None:
        return States(true(), _state(has_link()))
    if not old and session.scalar(select(misses.c.id).where(made.is_(None)).limit(1)) is None:
        return States(false(), _state(made.is_(True)))  # nearly always: no plan that thinks of asking the links
    stale = or_(made.is_(None), is_among(misses.c.id, session, old)) if old else made.is_(None)
    return States(stale, _state(case((stale, has_link()), else_=made)))


def state_totals(session: Session, outcome: str) -> dict[str, StateTotal]:
    """All states by name. What is kept is counted along one index; stale groups are moved to where they are."""
    groups: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for state, number, count in chain(_kept(session, outcome), _moved(session, outcome)):
        groups[state] += number
        counts[state] += count
    return {name: StateTotal(groups[name], counts[name]) for name in STATES}


def _kept(session: Session, outcome: str) -> Iterator[tuple[str, int, int]]:
    """In the order of the index, so that nothing is sorted or kept in mind."""
    c = misses.c
    columns = (c.outcome, c.ignored_at, c.kept_at, c.looks)
    every = select(*columns, func.count(), func.sum(c.count)).group_by(*columns)
    for made in (False, True):
        wanted = [c.made.is_(made), *_with(outcome)]
        for of, ignored_at, kept_at, looks, number, count in session.execute(every.where(*wanted)):
            scanned = of == UNKNOWN and kept_at is None and looks
            rest = "made" if of == UNKNOWN and made else "open"
            yield "ignored" if ignored_at is not None else "scanner" if scanned else rest, int(number), int(count)


def _moved(session: Session, outcome: str) -> Iterator[tuple[str, int, int]]:
    found, c = states(session), misses.c
    was, now = _state(c.made.is_(True)).label("was"), found.state.label("now")
    moved = select(c.made, was, now, func.count(), func.sum(c.count)).where(found.stale, *_with(outcome))
    for made, before, after, number, count in session.execute(moved.group_by(c.made, "was", "now")):
        yield after, int(number), int(count)
        if made is not None:
            yield before, -int(number), -int(count)


def _with(outcome: str) -> list[ColumnElement[bool]]:
    return [] if outcome == ALL else [misses.c.outcome == outcome]


def _state(made: ColumnElement[bool]) -> ColumnElement[str]:
    """A person's word comes first; the table of scanners before the links, which take longer to ask."""
    c = misses.c
    unknown = c.outcome == UNKNOWN
    scanned = and_(unknown, c.kept_at.is_(None), func.coalesce(c.looks, "") != "")
    return case(
        (c.ignored_at.is_not(None), "ignored"),
        (scanned, "scanner"),
        (and_(unknown, made), "made"),
        else_="open",
    )
