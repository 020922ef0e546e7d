"""The most followed links of some days, found without a look at all others: no link has more clicks then than ever."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.tables import day_links, link_totals

FIRST = 64
MOST_LOOKUPS = 60_000  # of a link on a day; beyond that it is quicker to read all links of these days
Sums = tuple[int, int, int]  # a link, its clicks, those of people


def leaders(session: Session, days: range, limit: int, *, humans: bool) -> list[Sums] | None:
    """In order, the older link first among equals; None where too many would have to be looked at.

    Links are looked at in the order of all their clicks, until those that are left have too few of them.
    """
    by, most = 2 if humans else 1, MOST_LOOKUPS // len(days)
    known, least = _by_total(session, most + 1), 0
    found: list[Sums] = []
    for first, end in _pieces(most):
        found += _sums(session, days, [number for number, total in known[first:end] if total >= least])
        found = sorted(found, key=lambda sums: (-sums[by], sums[0]))[:limit]
        least = found[-1][by] if len(found) == limit else 0
        if end >= len(known) or known[end][1] < least:
            return found
    return None


def _pieces(most: int) -> Iterator[tuple[int, int]]:
    """Each as long as all before it, up to `most` in all."""
    first, end = 0, min(FIRST, most)
    while first < end:
        yield first, end
        first, end = end, min(2 * end, most)


def _by_total(session: Session, most: int) -> list[tuple[int, int]]:
    c = link_totals.c
    rows = session.execute(select(c.link_id, c.clicks).order_by(c.clicks.desc()).limit(most))
    return [(number, clicks) for number, clicks in rows.all()]


def _sums(session: Session, days: range, link_ids: Sequence[int]) -> list[Sums]:
    """By single look-ups along the key; a range of days would be read as a whole."""
    c = day_links.c
    query = select(c.link_id, func.sum(c.clicks), func.sum(c.humans)).group_by(c.link_id)
    query = query.where(is_among(c.day, session, days), is_among(c.link_id, session, link_ids))
    return [(number, int(clicks), int(people)) for number, clicks, people in session.execute(query).all()]
