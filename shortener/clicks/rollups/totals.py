"""Rollup: clicks of each link since it was made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.days import Calendar
from shortener.clicks.steps.kind import HUMAN
from shortener.clicks.tables import link_totals
from shortener.stores import upsert_many


def add_totals(session: Session, dialect: str, rows: Sequence[dict[str, Any]], _calendar: Calendar) -> None:
    folded: dict[int, dict[str, int]] = {}
    for row in rows:
        link_id = row["link_id"]
        total = folded.setdefault(link_id, {"link_id": link_id, "clicks": 0, "humans": 0, "last_at": 0, "carried": 0})
        total["clicks"] += 1
        total["humans"] += row["class"] == HUMAN
        total["last_at"] = max(total["last_at"], row["clicked_at"])
    ordered = [folded[link_id] for link_id in sorted(folded)]
    upsert_many(session, link_totals, dialect, ordered, add=("clicks", "humans"), most=("last_at",))
