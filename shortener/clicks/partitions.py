"""PostgreSQL keeps clicks in a partition a month, so that dropping old ones is instant; elsewhere nothing to do."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

LOCK = 0x636C69636B  # "click": one number for all collectors of the same server's database
NAME = re.compile(r"clicks_(\d{4})(\d\d)")
READING, WRITING = "ACCESS SHARE", "ROW EXCLUSIVE"
Month = tuple[int, int]


def ensure_partitions(session: Session, dialect: str, moments: Sequence[int]) -> None:
    """Makes the partitions of these moments (milliseconds UTC) and of the month after each, in the same transaction."""
    if dialect != "postgresql":
        return
    months = {month_of(moment) for moment in moments}
    months |= {after(month) for month in months}
    missing = _missing(session, months)
    if not missing:
        keep_partitions(session, dialect, WRITING)
        missing = _missing(session, months)  # an old one may have been dropped a moment ago
    if missing:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    for month in missing:
        # Another node may have made it before the lock was ours.
        bounds = f"FROM ({start_of(month)}) TO ({start_of(after(month))})"
        session.execute(text(f"CREATE TABLE IF NOT EXISTS {name_of(month)} PARTITION OF clicks FOR VALUES {bounds}"))


def keep_partitions(session: Session, dialect: str, mode: str) -> None:
    """Nobody drops one until the end of the transaction, which takes the lock that its statements take anyway.

    To be said before anything else is read: what was dropped isn't there for older snapshots either.
    """
    if dialect == "postgresql":
        session.execute(text(f"LOCK TABLE ONLY clicks IN {mode} MODE"))


def months_before(session: Session, moment: int) -> list[Month]:
    """The months with partitions of which all is older than a moment, the oldest first."""
    known = session.scalars(
        text("SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = to_regclass('clicks')")
    )
    months = [(int(found[1]), int(found[2])) for found in map(NAME.fullmatch, known) if found]
    return sorted(month for month in months if start_of(after(month)) <= moment)


def _missing(session: Session, months: Collection[Month]) -> list[Month]:
    names = {name_of(month): month for month in months}
    absent = text("SELECT name FROM unnest(CAST(:names AS text[])) AS name WHERE to_regclass(name) IS NULL")
    return sorted(names[name] for name in session.scalars(absent, {"names": list(names)}))


def month_of(moment: int) -> Month:
    """The year and month, in UTC, of a moment."""
    when = datetime.fromtimestamp(moment // 1000, UTC)
    return when.year, when.month


def after(month: Month) -> Month:
    year, number = month
    return year + number // 12, number % 12 + 1


def start_of(month: Month) -> int:
    """Milliseconds UTC of the month's first moment."""
    return int(datetime(*month, 1, tzinfo=UTC).timestamp()) * 1000


def name_of(month: Month) -> str:
    return f"clicks_{month[0]:04}{month[1]:02}"
