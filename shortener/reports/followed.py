"""The most followed links or tags of any time: from the links of each day, or from the clicks where it isn't days."""

from sqlalchemy import case, func
from sqlalchemy.orm import Session

from shortener.clicks.classes import HUMAN
from shortener.clicks.tables import clicks
from shortener.reports.basis import Basis, in_day_rows, of_clicks, of_counts
from shortener.reports.periods import Period
from shortener.reports.raw import reach, within
from shortener.reports.scope import SITE, Scope
from shortener.reports.top import Ranked, TopLink, TopTag, links_of, tags_of, top_links, top_tags


def followed_links(
    session: Session, period: Period, limit: int, *, scope: Scope = SITE, humans: bool = False
) -> tuple[Basis, list[TopLink]]:
    """Raises TooMuch."""
    if in_day_rows(session, period):
        return of_counts(period), top_links(session, period, limit, scope=scope, humans=humans)
    basis, ranked = _of_clicks(session, scope, period)
    return basis, links_of(session, ranked, limit, humans=humans)


def followed_tags(session: Session, period: Period, limit: int, *, humans: bool = False) -> tuple[Basis, list[TopTag]]:
    """Raises TooMuch."""
    if in_day_rows(session, period):
        return of_counts(period), top_tags(session, period, limit, humans=humans)
    basis, ranked = _of_clicks(session, SITE, period)
    return basis, tags_of(session, ranked, limit, humans=humans)


def _of_clicks(session: Session, scope: Scope, period: Period) -> tuple[Basis, Ranked]:
    since, complete = reach(session, scope, period)
    c, people = clicks.c, func.sum(case((clicks.c["class"] == HUMAN, 1), else_=0))
    ranked = Ranked(c.link_id, func.count(), people, within(scope, since, period.until_ms))
    return of_clicks(period, since, complete), ranked
