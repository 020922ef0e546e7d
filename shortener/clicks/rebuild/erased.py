"""Days with erased clicks: the rows say less than was counted of them, so what they can't say any more is kept."""

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from shortener.clicks import sketch
from shortener.clicks.breakdown import DIMENSIONS, OTHER, PREFIX, Counts, pack, unpack
from shortener.clicks.rebuild.day import Rollups
from shortener.clicks.steps.privacy import FIELDS
from shortener.clicks.tables import erased_days, link_days, link_visitors, site_days, site_visitors
from shortener.stores import upsert

# Dimensions in which an erased click counts under nothing; of a country and a family, the family is left.
PERSONAL = {DIMENSIONS[name] for names in FIELDS.values() for name in names if name in DIMENSIONS}
PERSONAL |= {DIMENSIONS["country_family"]}
NOTHING = ("", "/", "/4", "/6")


def keep_erased(session: Session, day: int, before: Rollups, after: Rollups) -> Rollups:
    """What the day's rollups shall be: `after`, counted from the rows, but for what was erased from these.

    Puts that back in its place.
    """
    links = set(session.scalars(select(erased_days.c.link_id).where(erased_days.c.day == day)))
    kept = dict(after)
    for table in (link_days, site_days, link_visitors, site_visitors) if links else ():
        counted = after[table.name]
        merge = _beside if "data" in table.c else _with_visitors
        found = {
            key: merge(stored, counted.get(key, b""))
            for key, stored in before[table.name].items()
            if "link_id" not in table.c or _link_of(table, key) in links
        }
        more = {key: data for key, data in found.items() if data != counted.get(key, b"")}
        _put(session, table, more)
        kept[table.name] = counted | more
    return kept


def _link_of(table: Table, key: tuple[Any, ...]) -> int:
    return int(key[list(table.primary_key.columns.keys()).index("link_id")])


def _beside(stored: bytes, counted: bytes) -> bytes:
    one, other = unpack(stored), unpack(counted)
    kept = beside(one, other)
    return stored if kept == one else pack(kept)


def beside(stored: Counts, counted: Counts) -> Counts:
    """What is counted; a dimension that erasing blanks as it is stored, unless that contradicts what is counted."""
    kept = {name: clicks for name, clicks in counted.items() if name[0] not in PERSONAL}
    for prefix in {name[:PREFIX] for name in counted if name[0] in PERSONAL}:
        one, other = _part(stored, prefix), _part(counted, prefix)
        kept |= one if _explains(one, other) else other
    return kept


def _part(counts: Counts, prefix: str) -> Counts:
    return {name: clicks for name, clicks in counts.items() if name.startswith(prefix)}


def _explains(stored: Counts, counted: Counts) -> bool:
    """As many clicks, and none of a value less than rows still have it."""
    if sum(stored.values()) != sum(counted.values()):
        return False
    if any(name.endswith(OTHER) for name in (*stored, *counted)):
        return True
    return all(stored.get(name, 0) >= n for name, n in counted.items() if name[PREFIX:] not in NOTHING)


def _with_visitors(stored: bytes, counted: bytes) -> bytes:
    """Whoever is still there must be among those who were counted."""
    return stored if sketch.add(stored, sketch.numbers(counted)) == stored else counted


def _put(session: Session, table: Table, rows: dict[tuple[Any, ...], bytes]) -> None:
    dialect, names = session.get_bind().dialect.name, list(table.primary_key.columns.keys())
    for key, data in rows.items():
        row: dict[str, Any] = dict(zip(names, key, strict=True))
        if table in (link_days, site_days):
            row |= {"data": data}
        else:
            row |= {"sketch": data, "visitors": sketch.count(data)}
        session.execute(upsert(table, dialect, [row], put=[name for name in row if name not in names]))
