"""What people decide about groups of misses: that they are no work, or that they are after all. Counting goes on."""

from collections.abc import Sequence

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.tables import misses
from shortener.clock import now_ms


def ignore_misses(session: Session, ids: Sequence[int]) -> int:
    """They are not shown as work any more; how many were until now."""
    c = misses.c
    change = update(misses).where(is_among(c.id, session, ids), c.ignored_at.is_(None))
    return session.connection().execute(change.values(ignored_at=now_ms(), kept_at=None)).rowcount


def reopen_misses(session: Session, ids: Sequence[int]) -> int:
    """They are shown as work, even where they look like a scanner's; for how many that is new."""
    c = misses.c
    change = update(misses).where(is_among(c.id, session, ids), or_(c.ignored_at.is_not(None), c.kept_at.is_(None)))
    return session.connection().execute(change.values(ignored_at=None, kept_at=now_ms())).rowcount
