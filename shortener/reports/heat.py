"""At what hour of which weekday links are followed, in any time zone."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_quarters, site_quarters
from shortener.reports.periods import QUARTER_MS, Period
from shortener.reports.scope import Scope

Heat = list[list[int]]  # seven weekdays from Monday, each with 24 hours


def heat(session: Session, scope: Scope, period: Period, visitor_class: str = "") -> Heat:
    """Clicks by weekday and hour of the period's zone; of one class, or of all.

    The hour that comes twice in autumn has the clicks of both.
    """
    table = site_quarters if scope.is_site else link_quarters
    query = select(table.c.quarter, func.sum(table.c.clicks)).group_by(table.c.quarter)
    first, end = period.since_ms // QUARTER_MS, -(-period.until_ms // QUARTER_MS)
    query = query.where(table.c.quarter >= first, table.c.quarter < end)
    if not scope.is_site:
        query = query.where(*scope.holds(link_quarters.c.link_id))
    if visitor_class:
        query = query.where(table.c["class"] == visitor_class)
    zone, found = ZoneInfo(period.zone), [[0] * 24 for _ in range(7)]
    for quarter, clicks in session.execute(query).all():
        at = dt.datetime.fromtimestamp(quarter * QUARTER_MS / 1000, zone)
        found[at.weekday()][at.hour] += int(clicks)
    return found
