"""How a page of links did lately: the clicks of each on each of the last days, in one query."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clicks.tables import day_links
from shortener.reports.periods import local_date

DAYS = 30


def recent(session: Session, link_ids: Sequence[int], zone: str, now_ms: int) -> dict[int, list[int]]:
    """Clicks of the last 30 days for every id asked for, the oldest day first, today last."""
    last = local_date(now_ms, zone).toordinal()
    first = last - DAYS + 1
    found = {link_id: [0] * DAYS for link_id in link_ids}
    # Every day by its number: a range of days would read those of all other links too.
    wanted = select(day_links.c.link_id, day_links.c.day, day_links.c.clicks).where(
        day_links.c.day.in_(range(first, last + 1)), day_links.c.link_id.in_(found)
    )
    for link_id, day, clicks in session.execute(wanted).all():
        found[link_id][day - first] = clicks
    return found
