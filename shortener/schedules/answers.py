"""Any report as a table, by the words of a schedule."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from shortener.reports.answers import answer
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.periods import Period
from shortener.reports.sides import side_by_side
from shortener.reports.tables import (
    Table,
    clicks_table,
    hours_table,
    links_table,
    shares_table,
    sides_table,
    tags_table,
)
from shortener.reports.told import told, told_link, told_shares, told_sides, told_tag
from shortener.reports.top import top_links, top_tags
from shortener.schedules.asked import Asked, What

LIMIT = 20
Answer = Callable[[Session, Asked, Period], Table]


def table_of(session: Session, asked: Asked, period: Period) -> Table:
    """Raises TooMuch, BadPeriod, BadFilter."""
    return ANSWERS[asked.what](session, asked, period)


def _stats(session: Session, asked: Asked, period: Period) -> Table:
    return clicks_table(told(answer(session, asked.question(period))))


def _compare(session: Session, asked: Asked, period: Period) -> Table:
    return sides_table(told_sides(side_by_side(session, asked.question(period), asked.sides)))


def _top(session: Session, asked: Asked, period: Period) -> Table:
    found = top_links(session, period, asked.limit or LIMIT, scope=asked.scope, humans=asked.people)
    return links_table([told_link(one) for one in found])


def _tags(session: Session, asked: Asked, period: Period) -> Table:
    return tags_table([told_tag(one) for one in top_tags(session, period, asked.limit or LIMIT, humans=asked.people)])


def _hours(session: Session, asked: Asked, period: Period) -> Table:
    return hours_table(heat(session, asked.scope, period))


def _ipv6(session: Session, asked: Asked, period: Period) -> Table:
    return shares_table(told_shares(ipv6_shares(session, asked.scope, period)))


ANSWERS: dict[What, Answer] = {
    "stats": _stats,
    "compare": _compare,
    "top": _top,
    "tags": _tags,
    "hours": _hours,
    "ipv6": _ipv6,
}
