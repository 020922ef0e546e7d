"""Step: what was asked for, how, and what was answered."""

from functools import lru_cache
from typing import Any

from shortener.journal.visit import Visit


def read_request(visit: Visit, row: dict[str, Any]) -> None:
    row["clicked_at"] = visit.at
    row["link_id"] = visit.link_id
    row["revision_id"] = visit.revision_id
    row["requested"] = None if visit.exact else _storable(visit.slug)
    row["status"] = visit.status
    row["method"] = _word(visit.method)
    row["via"] = _word(visit.via)


@lru_cache(256)
def _word(text: str) -> str:
    """Of few that are in use."""
    return _storable(text)[:8]


def _storable(text: str) -> str:
    """PostgreSQL takes every character but one."""
    return text.replace("\0", "")
