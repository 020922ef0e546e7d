"""PostgreSQL keeps clicks in a partition a month, so that dropping old ones is instant; elsewhere nothing to do."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


def ensure_partitions(session: Session, dialect: str, moments: Sequence[int]) -> None:
    """Makes the partitions of these moments (milliseconds UTC), in the caller's transaction."""
    if dialect != "postgresql" or not moments:
        return
    for year, month in sorted({month_of(moment) for moment in moments}):
        name = f"clicks_{year:04}{month:02}"
        if session.scalar(text("SELECT to_regclass(:name) IS NULL"), {"name": name}):
            since, until = start_of(year, month), start_of(year + month // 12, month % 12 + 1)
            session.execute(text(f"CREATE TABLE {name} PARTITION OF clicks FOR VALUES FROM ({since}) TO ({until})"))


def month_of(moment: int) -> tuple[int, int]:
    """The year and month, in UTC, of a moment."""
    when = datetime.fromtimestamp(moment / 1000, UTC)
    return when.year, when.month


def start_of(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp()) * 1000
