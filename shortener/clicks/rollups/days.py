"""Rollup: one packed row of breakdowns for each day, of each link and of the whole site."""

from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import Breakdown, count, merge, pack, unpack
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.tables import link_days, site_days
from shortener.stores import upsert_many

DIMENSIONS = ("family", "country", "referrer_host", "channel", "language", "status", "method", "via", "campaign")
PAIR = "country_family"
_values = itemgetter(*DIMENSIONS)
Key = tuple[int, ...]


def add_link_days(session: Session, dialect: str, rows: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    folded = fold(rows, lambda row: (row["link_id"], calendar.day_of(row["clicked_at"] // QUARTER_MS)))
    _add(session, dialect, link_days, folded)


def add_site_days(session: Session, dialect: str, rows: Sequence[dict[str, Any]], calendar: Calendar) -> None:
    folded = fold(rows, lambda row: (calendar.day_of(row["clicked_at"] // QUARTER_MS),))
    _add(session, dialect, site_days, folded)


def fold(rows: Sequence[dict[str, Any]], key_of: Callable[[dict[str, Any]], Key]) -> dict[Key, Breakdown]:
    """The breakdown of each key's rows; what isn't known counts under the empty value."""
    alike = Counter((key_of(row), row["class"], _values(row)) for row in rows)
    folded: dict[Key, Breakdown] = {}
    for (key, kind, values), clicks in alike.items():
        texts = ["" if value is None else str(value) for value in values]
        into = folded.setdefault(key, {})
        for dimension, text in zip(DIMENSIONS, texts, strict=True):
            count(into, dimension, text, kind, clicks)
        count(into, PAIR, f"{texts[1]}/{texts[0]}", kind, clicks)
    return folded


def _add(session: Session, dialect: str, table: Table, folded: dict[Key, Breakdown]) -> None:
    """Reads, merges and writes back under row locks, in one order everywhere."""
    keys = sorted(folded)
    columns = list(table.primary_key)
    names = [column.name for column in columns]
    fresh = [dict(zip(names, key, strict=True)) | {"data": b""} for key in keys]
    upsert_many(session, table, dialect, fresh)
    found = session.execute(
        select(*columns, table.c.data).where(tuple_(*columns).in_(keys)).order_by(*columns).with_for_update()
    )
    merged = [(row[:-1], pack(merge(unpack(row[-1]), folded[tuple(row[:-1])]))) for row in found]
    change = update(table).values(data=bindparam("new"))
    for column in columns:
        change = change.where(column == bindparam(f"key_{column.name}"))
    session.connection().execute(
        change, [{"new": data} | {f"key_{n}": k for n, k in zip(names, key, strict=True)} for key, data in merged]
    )
