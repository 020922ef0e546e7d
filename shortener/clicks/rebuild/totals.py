"""The clicks of each link since ever: the sum of its quarter-hours, those whose rows are gone included."""

from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import upsert_rows
from shortener.clicks.classes import HUMAN
from shortener.clicks.days import QUARTER_MS
from shortener.clicks.rebuild.day import Difference
from shortener.clicks.rollups.totals import COLUMNS
from shortener.clicks.tables import link_quarters, link_totals


def rebuild_totals(session: Session, *, write: bool) -> list[Difference]:
    """A count that was carried over from another system stays as it is."""
    kept = {row.link_id: row for row in session.execute(select(link_totals))}
    found, rows = [], []
    for link_id, clicks, humans, last in session.execute(_summed()):
        known = kept.pop(link_id, None)
        stored = (known.clicks, known.humans) if known else (0, 0)
        if stored != (clicks, humans):
            found += _differences(link_id, stored, (int(clicks), int(humans)))
            last_at = known.last_at if known and known.last_at else int(last) * QUARTER_MS
            rows.append((link_id, int(clicks), int(humans), last_at, known.carried if known else 0))
    for known in kept.values():
        if known.clicks:
            found += _differences(known.link_id, (known.clicks, known.humans), (0, 0))
            rows.append((known.link_id, 0, 0, 0, known.carried))
    if write:
        upsert_rows(session, link_totals, COLUMNS, sorted(rows), put=("clicks", "humans", "last_at"))
    return found


def _summed() -> Select[*tuple[Any, ...]]:
    c = link_quarters.c
    humans = func.sum(case((c["class"] == HUMAN, c.clicks), else_=0))
    return select(c.link_id, func.sum(c.clicks), humans, func.max(c.quarter)).group_by(c.link_id).order_by(c.link_id)


def _differences(link_id: int, stored: tuple[int, int], counted: tuple[int, int]) -> list[Difference]:
    names = ("clicks", "humans")
    both = zip(names, stored, counted, strict=True)
    return [Difference(link_totals.name, f"{link_id} {name}", one, other) for name, one, other in both if one != other]
