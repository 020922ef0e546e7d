"""Looks again at the misses that are kept, where the table of scanners is newer or old code wrote them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from shortener.clicks.misses import wanted_slug
from shortener.clicks.scanners import looks_like, table
from shortener.clicks.tables import misses
from shortener.clicks.zone import META, hold_zone
from shortener.stores import Database, Meta, upsert

NAME = "scanners"  # the version of the table by which all were looked at
AT_ONCE = 1000


def judge_misses(database: Database) -> int:
    """How many groups had to change; a transaction each thousand."""
    with database.read() as session:
        everything = session.scalar(select(Meta.value).where(Meta.name == NAME)) != table().version
    after = changed = 0
    while rows := _page(database, after, everything=everything):
        changed += _judge(database, rows)
        after = rows[-1].id
    if everything:
        with database.write() as session:
            session.execute(upsert(META, database.dialect, [{"name": NAME, "value": table().version}], put=("value",)))
    return changed


def _page(database: Database, after: int, *, everything: bool) -> Sequence[Row[Any]]:
    c = misses.c
    wanted: Select[Any] = select(c.id, c.slug, c.looks, c.wanted).where(c.id > after).order_by(c.id).limit(AT_ONCE)
    with database.read() as session:
        return session.execute(wanted if everything else wanted.where(c.looks.is_(None))).all()


def _judge(database: Database, rows: Sequence[Row[Any]]) -> int:
    new = [{"of": row.id, "found": looks_like(row.slug), "meant": wanted_slug(row.slug)} for row in rows]
    changed = [
        one for one, row in zip(new, rows, strict=True) if (one["found"], one["meant"]) != (row.looks, row.wanted)
    ]
    if changed:
        where = update(misses).where(misses.c.id == bindparam("of"))
        with database.write() as session:
            hold_zone(session)
            judged = where.values(looks=bindparam("found"), wanted=bindparam("meant"), made=None)
            session.connection().execute(judged, changed)
    return len(changed)
