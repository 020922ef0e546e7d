"""The most followed links of some days, found without a look at all others: those that can't be among them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.tables import day_links, link_totals

FIRST, FIRST_OF_A_DAY, MORE = 64, 32, 4
MOST_DAYS = 31  # beyond that, their days' leaders are more than the links that have enough clicks in all
MOST_LOOKUPS = 60_000  # of a link on a day; beyond that it is quicker to read all links of these days
Sums = tuple[int, int, int]  # a link, its clicks, those of people
Some = tuple[Sequence[int], int]  # links, and the most clicks that any other link may have


def leaders(session: Session, days: range, limit: int, *, humans: bool) -> list[Sums] | None:
    """In order, the older link first among equals; None where too many would have to be looked at."""
    by, found = 2 if humans else 1, list[Sums]()
    for link_ids, most in (_by_day if len(days) <= MOST_DAYS else _by_total)(session, days):
        found += _sums(session, days, link_ids)
        found = sorted(found, key=lambda sums: (-sums[by], sums[0]))[:limit]
        if not most or (len(found) == limit and found[-1][by] > most):
            return found
    return None


def _by_day(session: Session, days: range) -> Iterator[Some]:
    """The leaders of each day: no other link has more clicks in all than the last ones of them together."""
    seen, first = set[int](), FIRST_OF_A_DAY
    while first * len(days) <= MOST_LOOKUPS:
        rows = session.connection().execute(_of_each(len(days)), {"day": days.start, "first": first}).all()
        new = {link for _, link, _ in rows} - seen
        seen |= new
        if len(seen) * len(days) > MOST_LOOKUPS:
            return
        counts = Counter(day for day, _, _ in rows)
        least = {day: clicks for day, _, clicks in rows}  # each day's last row is its least
        yield list(new), sum(clicks for day, clicks in least.items() if counts[day] == first)
        first *= MORE


@lru_cache(MOST_DAYS)
def _of_each(days: int) -> Any:
    """For so many days: its links with the most clicks, by an index that has them in this order."""
    c = day_links.c
    ordered = select(c.day, c.link_id, c.clicks).order_by(c.clicks.desc()).limit(bindparam("first"))
    each = (ordered.where(c.day == bindparam("day") + number).subquery(f"of_{number}") for number in range(days))
    return union_all(*map(select, each))


def _by_total(session: Session, days: range) -> Iterator[Some]:
    """In the order of all their clicks: no link has more of them in these days than ever."""
    most, c = MOST_LOOKUPS // len(days), link_totals.c
    rows = session.execute(select(c.link_id, c.clicks).order_by(c.clicks.desc()).limit(most + 1)).all()
    first, end = 0, min(FIRST, most)
    while first < end:
        yield [number for number, _ in rows[first:end]], rows[end].clicks if end < len(rows) else 0
        first, end = end, min(2 * end, most)


def _sums(session: Session, days: range, link_ids: Sequence[int]) -> list[Sums]:
    """By single look-ups along the key; a range of days would be read as a whole."""
    c = day_links.c
    query = select(c.link_id, func.sum(c.clicks), func.sum(c.humans)).group_by(c.link_id)
    query = query.where(is_among(c.day, session, days), is_among(c.link_id, session, link_ids))
    return [(number, int(clicks), int(people)) for number, clicks, people in session.execute(query).all()]
