"""Times as exports write them: UTC, ISO 8601, to the millisecond."""

import datetime as dt
from functools import lru_cache


def iso_ms(at_ms: int) -> str:
    """1795342211345 → 2026-11-22T10:10:11.345Z"""
    return f"{_second(at_ms // 1000)}.{at_ms % 1000:03d}Z"


def iso_or_none(at_ms: int | None) -> str | None:
    return None if at_ms is None else iso_ms(at_ms)


@lru_cache(maxsize=4096)
def _second(at: int) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat()[:19]
