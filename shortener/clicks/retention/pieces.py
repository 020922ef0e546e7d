"""Rows that leave one by one: clicks where no month has a table of its own, and misses."""

from collections.abc import Iterator

from sqlalchemy import delete, select

from shortener.clicks.bulk import is_among
from shortener.clicks.retention.ledger import CLICKS, MISSES, Removed, add_expired, leave_no_trace, take_turn
from shortener.clicks.tables import clicks, misses
from shortener.clicks.zone import hold_zone
from shortener.stores import Database, insist

ROWS = 2000  # of a transaction: some 50 ms, for which collectors may have to wait


def delete_clicks(database: Database, before: int) -> Iterator[Removed]:
    """Until there are none from before a moment."""
    while rows := insist(lambda: _delete_clicks(database, before)):
        yield CLICKS, rows


def delete_misses(database: Database, before: int) -> Iterator[Removed]:
    """Groups that were last asked for before a moment, each with all its visits."""
    while visits := insist(lambda: _delete_misses(database, before)):
        yield MISSES, visits


def _delete_clicks(database: Database, before: int) -> int:
    c = clicks.c
    oldest = select(c.id).where(c.clicked_at < before).order_by(c.clicked_at).limit(ROWS)
    with database.write() as session:
        leave_no_trace(session)
        take_turn(session)
        found = session.scalars(oldest).all()
        if found:
            session.execute(delete(clicks).where(is_among(c.id, session, found), c.clicked_at < before))
        add_expired(session, CLICKS, len(found))
    return len(found)


def _delete_misses(database: Database, before: int) -> int:
    """While no collector counts, for it may be adding to a group that was old until now."""
    c = misses.c
    oldest = select(c.id, c.count).where(c.last_at < before).order_by(c.last_at).limit(ROWS)
    with database.write() as session:
        leave_no_trace(session)
        take_turn(session)
        hold_zone(session)
        found = session.execute(oldest).all()
        visits = sum(int(count) for _, count in found)
        if found:
            session.execute(delete(misses).where(is_among(c.id, session, [number for number, _ in found])))
        add_expired(session, MISSES, visits)
    return visits
