"""Step: what was asked for, how, and what was answered."""

from typing import Any

from shortener.journal.visit import Visit


def read_request(visit: Visit, row: dict[str, Any]) -> None:
    row["clicked_at"] = visit.at
    row["link_id"] = visit.link_id
    row["revision_id"] = visit.revision_id
    row["requested"] = None if visit.exact else _storable(visit.slug)
    row["status"] = visit.status
    row["method"] = _storable(visit.method)[:8]
    row["via"] = _storable(visit.via)[:8]


def _storable(text: str) -> str:
    """PostgreSQL takes every character but one."""
    return text.replace("\0", "")
