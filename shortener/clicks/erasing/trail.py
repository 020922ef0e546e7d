"""What was erased so far, kept without saying from whom: written in the transactions that erase."""

from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from shortener.clicks.erasing.whose import Whose
from shortener.clicks.tables import erasures
from shortener.clock import now_ms
from shortener.stores import Database


class Erasure(msgspec.Struct, frozen=True):
    """One request: of a link, or of a network of a family. Not finished is one that was broken off."""

    id: int
    begun_at: int
    finished_at: int | None
    link_id: int | None
    family: int | None
    clicks: int
    fields: dict[str, int]


def begin(database: Database, whose: Whose, fields: dict[str, int]) -> int:
    """The id under which the rest is written."""
    row = {"begun_at": now_ms(), "link_id": whose.link_id, "family": whose.family, "clicks": 0}
    with database.write() as session:
        made = session.connection().execute(insert(erasures).values(**row, fields=_text(fields)))
    (number,) = made.inserted_primary_key or (0,)
    return int(number)


def write(session: Session, number: int, clicks: int, fields: dict[str, int]) -> None:
    """What it comes to with this transaction."""
    _put(session, number, clicks=clicks, fields=_text(fields))


def finish(database: Database, number: int) -> None:
    with database.write() as session:
        _put(session, number, finished_at=now_ms())


def all_erasures(database: Database) -> list[Erasure]:
    """The newest first."""
    with database.read() as session:
        found = session.execute(select(erasures).order_by(erasures.c.id.desc())).mappings().all()
    return [Erasure(**{**row, "fields": msgspec.json.decode(row["fields"])}) for row in found]


def _put(session: Session, number: int, **values: Any) -> None:
    session.execute(update(erasures).where(erasures.c.id == number).values(**values))


def _text(fields: dict[str, int]) -> str:
    return msgspec.json.encode(fields).decode()
