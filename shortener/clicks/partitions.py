"""PostgreSQL keeps clicks in a partition a month, so that dropping old ones is instant; elsewhere nothing to do."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

LOCK = 0x636C69636B  # "click": one number for all collectors of the same server's database
Month = tuple[int, int]


def ensure_partitions(session: Session, dialect: str, moments: Sequence[int]) -> None:
    """Makes the partitions of these moments (milliseconds UTC) and of the month after each, in the same transaction."""
    if dialect != "postgresql":
        return
    months = {month_of(moment) for moment in moments}
    missing = [month for month in sorted(months | {after(month) for month in months}) if not _exists(session, month)]
    if missing:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    for month in missing:
        # Another node may have made it before the lock was ours.
        bounds = f"FROM ({start_of(month)}) TO ({start_of(after(month))})"
        session.execute(text(f"CREATE TABLE IF NOT EXISTS {name_of(month)} PARTITION OF clicks FOR VALUES {bounds}"))


def _exists(session: Session, month: Month) -> bool:
    return bool(session.scalar(text("SELECT to_regclass(:name) IS NOT NULL"), {"name": name_of(month)}))


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
