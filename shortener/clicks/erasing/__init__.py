"""`shortener clicks erase`: blanks what is personal in clicks; the clicks themselves stay, and stay counted."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.erasing.finding import Piece, find
from shortener.clicks.erasing.trail import begin, finish, write
from shortener.clicks.erasing.whose import ALL_COLUMNS, COLUMNS, Whose
from shortener.clicks.partitions import WRITING, keep_partitions
from shortener.clicks.retention.ledger import leave_no_trace
from shortener.clicks.tables import clicks, erased_days
from shortener.clicks.zone import hold_zone, kept_zone
from shortener.stores import Database, insist, upsert

PAUSE_SECONDS = 0.02  # between transactions, in which collectors write
Tell = Callable[[int], object]


class Erased(msgspec.Struct):
    """Clicks that had a personal field, and by word of SHORTENER_CLICK_FIELDS how many had it."""

    clicks: int = 0
    fields: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    def plus(self, rows: list[Any]) -> "Erased":
        had = {
            word: sum(any(row[name] is not None for name in names) for row in rows) for word, names in COLUMNS.items()
        }
        return Erased(self.clicks + len(rows), {word: self.fields[word] + had[word] for word in COLUMNS})


def look(database: Database, whose: Whose, tell: Tell) -> Erased:
    """What there is to erase; `tell` hears how much of `finding.extent` is looked through."""
    found = Erased()
    for piece in find(database, whose):
        if piece.clicks:
            with database.read() as session:
                found = found.plus(_rows(session, whose, piece))
        tell(piece.done)
    return found


def erase(database: Database, whose: Whose, tell: Tell) -> Erased:
    """In short transactions; when it is broken off, the next one goes on. Clicks that still wait are not reached."""
    done = Erased()
    number = begin(database, whose, done.fields)
    for piece in find(database, whose):
        if piece.clicks:
            done = insist(partial(_erase, database, whose, piece, number, done))
            time.sleep(PAUSE_SECONDS)
        tell(piece.done)
    finish(database, number)
    return done


def _erase(database: Database, whose: Whose, piece: Piece, number: int, done: Erased) -> Erased:
    """While nobody counts: who counts rows again must know which of them say less than they did."""
    with database.write() as session:
        leave_no_trace(session)
        keep_partitions(session, database.dialect, WRITING)
        hold_zone(session)
        rows = _rows(session, whose, piece)
        _blank(session, piece)
        _remember_days(session, rows)
        done = done.plus(rows)
        write(session, number, done.clicks, done.fields)
    return done


def _rows(session: Session, whose: Whose, piece: Piece) -> list[Any]:
    """Those of a piece that have a personal field still."""
    columns = [clicks.c[name] for name in ("clicked_at", "link_id", *ALL_COLUMNS)]
    query = select(*columns).where(*_among(session, piece), whose.holds())
    return list(session.execute(query).mappings())


def _blank(session: Session, piece: Piece) -> None:
    session.execute(update(clicks).where(*_among(session, piece)).values(dict.fromkeys(ALL_COLUMNS)))


def _among(session: Session, piece: Piece) -> tuple[Any, ...]:
    """With bounds of time, by which PostgreSQL knows the partitions."""
    moments, numbers = zip(*piece.clicks, strict=True)
    return is_among(clicks.c.id, session, numbers), clicks.c.clicked_at.between(min(moments), max(moments))


def _remember_days(session: Session, rows: list[Any]) -> None:
    calendar = Calendar(kept_zone(session) or "UTC")
    days = sorted({(calendar.day_of(row["clicked_at"] // QUARTER_MS), row["link_id"]) for row in rows})
    if days:
        found = [{"day": day, "link_id": link_id} for day, link_id in days]
        session.execute(upsert(erased_days, session.get_bind().dialect.name, found))
