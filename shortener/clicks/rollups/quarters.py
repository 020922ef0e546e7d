"""Rollup: clicks by quarter-hour and class, of each link and of the whole site."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.tables import link_quarters, site_quarters
from shortener.stores import upsert_many


def add_link_quarters(session: Session, dialect: str, rows: Sequence[dict[str, Any]], _calendar: Calendar) -> None:
    counts = Counter((row["link_id"], row["clicked_at"] // QUARTER_MS, row["class"]) for row in rows)
    folded = [
        {"link_id": link_id, "quarter": quarter, "class": kind, "clicks": clicks}
        for (link_id, quarter, kind), clicks in sorted(counts.items())
    ]
    upsert_many(session, link_quarters, dialect, folded, add=("clicks",))


def add_site_quarters(session: Session, dialect: str, rows: Sequence[dict[str, Any]], _calendar: Calendar) -> None:
    counts = Counter((row["clicked_at"] // QUARTER_MS, row["class"]) for row in rows)
    folded = [
        {"quarter": quarter, "class": kind, "clicks": clicks} for (quarter, kind), clicks in sorted(counts.items())
    ]
    upsert_many(session, site_quarters, dialect, folded, add=("clicks",))
