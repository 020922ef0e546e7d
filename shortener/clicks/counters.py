"""What another system's own counters said of its links, beside the clicks that came in from its log."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from shortener.clicks.bulk import upsert_rows
from shortener.clicks.tables import link_totals

COLUMNS = ("link_id", "clicks", "humans", "last_at", "carried", "counter")


def put_counters(session: Session, counts: Iterable[tuple[int, int, int]]) -> None:
    """Of (link id, counter, clicks in its log): what the log has no row of is carried over, in totals but no period.

    Saying it again, or with newer numbers, puts them in the place of the old ones.
    """
    rows = [(link_id, 0, 0, 0, max(counter - logged, 0), counter) for link_id, counter, logged in sorted(counts)]
    upsert_rows(session, link_totals, COLUMNS, rows, put=("carried", "counter"))
