"""Which links a day's rollups may name, without reading those of all other days."""

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from shortener.clicks.days import QUARTER_MS
from shortener.clicks.tables import clicks, day_links, link_quarters, link_visitors, site_quarters


def links_of_day(session: Session, day: int, quarters: range) -> list[int]:
    """Of which there are rows, or counts in a rollup that lies by day."""
    first, end = quarters.start * QUARTER_MS, quarters.stop * QUARTER_MS
    of_rows = select(clicks.c.link_id).where(clicks.c.clicked_at >= first, clicks.c.clicked_at < end).distinct()
    of_counts = (select(table.c.link_id).where(table.c.day == day) for table in (day_links, link_visitors))
    return sorted(session.scalars(union(of_rows, *of_counts)))


def strange_quarters(session: Session) -> set[int]:
    """Where the links' counts don't sum up to the site's: on such a day more links may be counted than are named."""
    of_links = select(link_quarters.c.quarter, func.sum(link_quarters.c.clicks)).group_by(link_quarters.c.quarter)
    of_site = select(site_quarters.c.quarter, func.sum(site_quarters.c.clicks)).group_by(site_quarters.c.quarter)
    links, site = ({quarter: int(sum_) for quarter, sum_ in session.execute(query)} for query in (of_links, of_site))
    return {quarter for quarter in links.keys() | site.keys() if links.get(quarter) != site.get(quarter)}
