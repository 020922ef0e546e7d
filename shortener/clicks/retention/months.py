"""On PostgreSQL a month's clicks leave at once: its partition is counted, then dropped."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, column, func, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shortener.clicks.partitions import Month, after, months_before, name_of, start_of
from shortener.clicks.retention.ledger import CLICKS, Removed, add_expired, take_turn
from shortener.stores import Database, is_conflict

# Whoever wants to read or write clicks queues up behind a drop that waits for those who do so now.
LONGEST_WAIT = "200ms"
TRIES = 20
DAY_MS = 86_400_000


def drop_months(database: Database, before: int) -> Iterator[Removed]:
    """Drops the partitions of whole months before a moment; elsewhere there are none.

    Raises OperationalError when others are busy with clicks each time that it tries.
    """
    if database.dialect != "postgresql":
        return
    with database.read() as session:
        months = months_before(session, before)
    for month in months:
        yield from _drop_in_time(database, month)


def _drop_in_time(database: Database, month: Month) -> Iterator[Removed]:
    """Nothing is removed by a try for which others were in the way."""
    for _ in range(TRIES - 1):
        try:
            rows = _drop(database, month)
        except OperationalError as error:
            if not is_conflict(error):
                raise
            yield CLICKS, 0
        else:
            yield CLICKS, rows
            return
    yield CLICKS, _drop(database, month)


def _drop(database: Database, month: Month) -> int:
    """How many rows there were; 0 when another node was quicker."""
    name = name_of(month)
    with database.write() as session:
        take_turn(session)
        if session.scalar(select(func.to_regclass(name))) is None:
            return 0
        session.execute(text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}'"))
        session.execute(text(f"LOCK TABLE {name} IN SHARE MODE"))  # no late click comes after the count
        rows = _count(session, month)
        add_expired(session, CLICKS, rows)
        session.execute(text(f"DROP TABLE {name}"))
    return rows


def _count(session: Session, month: Month) -> int:
    """Day by day, so that no statement takes long; meanwhile everybody may read, and write to other months."""
    at = column("clicked_at", BigInteger)
    counted = select(func.count()).select_from(table(name_of(month), at))
    days = range(start_of(month), start_of(after(month)), DAY_MS)
    return sum(session.scalar(counted.where(at >= day, at < day + DAY_MS)) or 0 for day in days)
