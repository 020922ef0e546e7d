"""Requests that no link answered, grouped by what was asked for: later they become work for people."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.bulk import upsert_rows
from shortener.clicks.steps.referrer import clean_referrer
from shortener.clicks.tables import misses
from shortener.journal.visit import Visit

KEY = ("domain_id", "slug", "outcome")
COLUMNS = (*KEY, "count", "first_at", "last_at", "last_referrer")
CHANGES = {"add": ("count",), "least": ("first_at",), "most": ("last_at",), "fill": ("last_referrer",)}


def add_misses(session: Session, visits: Sequence[Visit]) -> None:
    """Adds each miss to its group."""
    groups: dict[tuple[int, str, str], dict[str, Any]] = {}
    for visit in visits:
        slug = visit.slug.replace("\0", "")[:255]
        group = groups.setdefault((visit.domain_id, slug, visit.outcome[:16]), _group(visit, slug))
        group["count"] += 1
        group["first_at"] = min(group["first_at"], visit.at)
        group["last_at"] = max(group["last_at"], visit.at)
        if not visit.private:
            group["last_referrer"] = clean_referrer(visit.referrer)[0] or group["last_referrer"]
    rows = [tuple(groups[key].values()) for key in sorted(groups)]
    upsert_rows(session, misses, COLUMNS, rows, key=KEY, **CHANGES)


def _group(visit: Visit, slug: str) -> dict[str, Any]:
    return {
        "domain_id": visit.domain_id,
        "slug": slug,
        "outcome": visit.outcome[:16],
        "count": 0,
        "first_at": visit.at,
        "last_at": visit.at,
        "last_referrer": None,
    }
