"""A long list of links walked page by page, each from where its neighbour ended: as quick far down as at the top."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.links.tables import Link
from shortener.reports.legs import Leg, Mark, goes_along, is_of_domain, legs
from shortener.reports.linkquery import LinkQuery
from shortener.reports.lists import MOST_PER_PAGE, LinkRow, narrowed, rows_of
from shortener.reports.narrowing import MOST, Condition, Wanted

MOST_COUNTED = 10_000
NEAR = 5000  # links among which a page is found nearly always where filters let more than narrowing.MOST through
LARGEST = 2**63 - 1


class Stretch(msgspec.Struct, frozen=True):
    """Some rows, and the marks of what comes before and after them, empty where nothing does.

    `total` counts all that match, but no further than MOST_COUNTED, or among some only where each filter lets many
    through; then `more` is true.
    """

    rows: list[LinkRow]
    before: str
    after: str
    total: int
    more: bool


class Count(msgspec.Struct, frozen=True):
    """So many links, or with `more` so many at least."""

    links: int
    more: bool = False


def walk(session: Session, query: LinkQuery, *, after: str = "", before: str = "") -> Stretch:
    """The stretch after one mark, or before another; a mark that says nothing is the beginning."""
    wanted = narrowed(session, query)
    size = min(max(query.per_page, 1), MOST_PER_PAGE)
    back = bool(before)
    mark = _read(before or after)
    if mark is None:
        back, after = False, ""
    found = _collect(session, query, wanted, mark, size + 1, back=back)
    beyond, marks = len(found) > size, found[:size]
    marks = marks[::-1] if back else marks
    total = counted(session, wanted, len(marks)) if mark or beyond else Count(len(marks))
    return Stretch(
        rows_of(session, [number for _, number in marks]),
        before=_mark(marks[:1]) if (beyond if back else bool(after)) else "",
        after=_mark(marks[-1:]) if (beyond or back) else "",
        total=total.links,
        more=total.more,
    )


def counted(session: Session, wanted: Wanted, shown: int) -> Count:
    """How many links match, `shown` or more. Of filters that all let many through, those that the first one knows."""
    among = [is_among(Link.id.expression, session, one.some[:MOST]) for one in wanted.wide[:1]]
    conditions = [*among, *wanted.holds, *(one.test for one in wanted.wide[1:])]
    links = select(Link.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    found = int(session.scalar(select(func.count()).select_from(links)) or 0)
    return Count(min(max(found, shown), MOST_COUNTED), found > MOST_COUNTED or bool(among))


def _collect(
    session: Session, query: LinkQuery, wanted: Wanted, mark: Mark | None, size: int, *, back: bool
) -> list[Mark]:
    """(value, id) of up to `size` links from the mark on, in the way's own direction."""
    falling = query.descending != back
    home = wanted.home if is_of_domain(query) else None
    way = legs(session, query, home, mark, falling=falling)
    left = wanted.along(goes_along(query, home))
    if not left.wide:
        return _along(session, way, left.conditions, size, falling=falling)
    near = _nearest(session, way, falling=falling)
    found = _along(session, near, left.conditions, size, falling=falling)
    if len(found) >= size or near is way:
        return found
    return _along(session, way, left.gathered(session), size, falling=falling)


def _along(session: Session, way: list[Leg], conditions: list[Condition], size: int, *, falling: bool) -> list[Mark]:
    found: list[Mark] = []
    for leg in way:
        ordered = leg.links.where(*conditions).order_by(*leg.order(falling=falling))
        found += [(value, number) for value, number in session.execute(ordered.limit(size - len(found)))]
        if len(found) >= size:
            break
    return found


def _nearest(session: Session, way: list[Leg], *, falling: bool) -> list[Leg]:
    """The beginning of the way; the way itself where that is no longer."""
    near: list[Leg] = []
    for leg in way:
        end = session.execute(leg.places.order_by(*leg.order(falling=falling)).offset(NEAR).limit(1)).first()
        if end is not None:
            return [*near, leg.until(end, falling=falling)]
        near.append(leg)
    return way


def _mark(ends: list[Mark]) -> str:
    return "".join(f"{value}-{number}" for value, number in ends)


def _read(mark: str) -> Mark | None:
    value, dash, number = mark.partition("-")
    if not dash or not all(part.isascii() and part.isdigit() and len(part) < 20 for part in (value, number)):
        return None
    return min(int(value), LARGEST), min(int(number), LARGEST)
