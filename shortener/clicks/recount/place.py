"""How far second looks have come, as their rows in the database say; whoever changes one holds the zone."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from shortener.clicks.recount.log import BURSTS
from shortener.clicks.recount.rates import LONGEST_MS
from shortener.clicks.tables import recounts
from shortener.stores import upsert


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """Rows up to (`at`, `after_id`) are done; those from `until` on are not asked for. Moments are milliseconds UTC.

    Of `looked` clicks, `moved` have another class or reason, and `unclear` can't be judged any more.
    """

    rules_version: str
    at: int = 0
    after_id: int = 0
    until: int = 0
    looked: int = 0
    moved: int = 0
    unclear: int = 0
    began_at: int = 0
    finished_at: int | None = None


def progress(session: Session, name: str) -> Progress | None:
    """None before the first look."""
    row = session.execute(select(recounts).where(recounts.c.name == name)).mappings().one_or_none()
    return None if row is None else msgspec.convert({key: row[key] for key in Progress.__struct_fields__}, Progress)


def put(session: Session, name: str, reached: Progress) -> None:
    row = {"name": name} | msgspec.structs.asdict(reached)
    session.execute(upsert(recounts, session.get_bind().dialect.name, [row], put=Progress.__struct_fields__))


def look_again(session: Session, moments: Sequence[int]) -> None:
    """Clicks of these moments were stored: where bursts were looked for already, they make a difference."""
    since, c = min(moments) - LONGEST_MS, recounts.c
    reached = session.scalar(select(c.at).where(c.name == BURSTS))
    if reached is not None and since < reached:
        session.execute(update(recounts).where(c.name == BURSTS).values(at=max(since, 0)))
