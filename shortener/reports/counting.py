"""Clicks of some links between any two moments: whole quarter-hours from the rollups, the edges from the clicks."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks, link_quarters
from shortener.reports.periods import QUARTER_MS


def clicks_between(session: Session, link_ids: Sequence[int], since_ms: int, until_ms: int) -> int:
    """From `since_ms` up to, not including, `until_ms`."""
    first, end = -(-since_ms // QUARTER_MS), until_ms // QUARTER_MS
    if first >= end:
        return _rows(session, link_ids, since_ms, until_ms)
    edges = ((since_ms, first * QUARTER_MS), (end * QUARTER_MS, until_ms))
    return _quarters(session, link_ids, first, end) + sum(_rows(session, link_ids, *edge) for edge in edges)


def _quarters(session: Session, link_ids: Sequence[int], first: int, end: int) -> int:
    q = link_quarters.c
    counted = select(func.sum(q.clicks)).where(q.link_id.in_(link_ids), q.quarter >= first, q.quarter < end)
    return int(session.scalar(counted) or 0)


def _rows(session: Session, link_ids: Sequence[int], since_ms: int, until_ms: int) -> int:
    c = clicks.c
    within = c.link_id.in_(link_ids), c.clicked_at >= since_ms, c.clicked_at < until_ms
    return int(session.scalar(select(func.count()).where(*within)) or 0) if since_ms < until_ms else 0
