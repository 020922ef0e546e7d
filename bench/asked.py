"""What the link page and the organisation's overview ask of the database, and what else a report can be."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from shortener.clicks.breakdown import DIMENSIONS
from shortener.reports.answers import Question, answer
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import live
from shortener.reports.periods import Period, last_days, last_hours
from shortener.reports.raw import filters_of
from shortener.reports.scope import SITE, Scope
from shortener.reports.series import series
from shortener.reports.top import top_links, top_tags
from shortener.reports.totals import site_totals, totals

PAGE_DAYS, PAGE_HOURS, OVERVIEW_DAYS = 90, 48, 30  # the longest that the link page offers, and what is usual
MOST_TOP = 20
FILTER = {"country": "GB", "family": "6"}
PAGE, OVERVIEW = "link page", "organisation overview"
Ask = Callable[[Session], Any]


def questions(link_ids: Mapping[str, int], zone: str, now: int) -> dict[str, Ask]:
    """By name, as the table says them: a page of each link, the overview, and what both are without."""
    found: dict[str, Ask] = {f"{PAGE}, {which}": _page(number, zone, now) for which, number in link_ids.items()}
    return {**found, OVERVIEW: _overview(zone, now), **_others(last_days(OVERVIEW_DAYS, zone, now))}


def whole(scope: Scope, period: Period) -> Question:
    """Totals, people by day, clicks by day, and every breakdown."""
    return Question(period=period, scope=scope, unit="day", dimensions=tuple(DIMENSIONS))


def _page(link_id: int, zone: str, now: int) -> Ask:
    scope, days, hours = Scope(link_id=link_id), last_days(PAGE_DAYS, zone, now), last_hours(PAGE_HOURS, zone, now)

    def ask(session: Session) -> None:
        answer(session, whole(scope, days))
        series(session, hours, "hour", scope)
        totals(session, [link_id])

    return ask


def _overview(zone: str, now: int) -> Ask:
    days = last_days(OVERVIEW_DAYS, zone, now)

    def ask(session: Session) -> None:
        answer(session, whole(SITE, days))
        top_links(session, days, MOST_TOP)
        heat(session, SITE, days)
        live(session, SITE, now)
        site_totals(session)

    return ask


def _others(days: Period) -> dict[str, Ask]:
    """Some of them are parts of the overview, to see what takes how long."""
    filtered = Question(period=days, dimensions=("device",), filters=filters_of(FILTER))
    return {
        "most followed links": lambda session: top_links(session, days, MOST_TOP),
        "most followed tags": lambda session: top_tags(session, days, MOST_TOP),
        "weekdays and hours": lambda session: heat(session, SITE, days),
        "share of IPv6": lambda session: ipv6_shares(session, SITE, days),
        "two filters, from the clicks": lambda session: answer(session, filtered),
    }
