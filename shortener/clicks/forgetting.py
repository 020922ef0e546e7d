"""Keeps misses bounded: who tries millions of slugs makes a group of each, and rare ones tell people nothing."""

from sqlalchemy import Select, and_, case, delete, func, select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.tables import expired, misses
from shortener.clicks.zone import hold_zone
from shortener.stores import Database, upsert

MOST_GROUPS = 100_000
AT_ONCE = 5000
KIND = "misses"


def forget_misses(database: Database, most: int | None = None) -> int:
    """Forgets groups until `most` (MOST_GROUPS) are left; how many. What they counted stays counted, as expired.

    First those that look like scanners', then the rarest, of these the oldest; last those that somebody decided about.
    """
    forgotten = 0
    while over := _too_many(database, MOST_GROUPS if most is None else most):
        with database.write() as session:
            forgotten += _forget(session, min(over, AT_ONCE))
    return forgotten


def _too_many(database: Database, most: int) -> int:
    with database.read() as session:
        return max(0, (session.scalar(select(func.count()).select_from(misses)) or 0) - most)


def _forget(session: Session, many: int) -> int:
    """No collector counts meanwhile, so what is counted here is what goes."""
    hold_zone(session)
    rows = session.execute(_least_useful().limit(many)).all()
    session.execute(delete(misses).where(is_among(misses.c.id, session, [number for number, _ in rows])))
    gone = {"kind": KIND, "count": sum(count for _, count in rows)}
    session.execute(upsert(expired, session.get_bind().dialect.name, [gone], add=("count",)))
    return len(rows)


def _least_useful() -> Select[int, int]:
    c = misses.c
    undecided = and_(c.ignored_at.is_(None), c.kept_at.is_(None))
    scanned = and_(undecided, func.coalesce(c.looks, "") != "")
    order = (case((undecided, 0), else_=1), case((scanned, 0), else_=1), c.count, c.last_at, c.id)
    return select(c.id, c.count).order_by(*order)
