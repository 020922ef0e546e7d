"""Adds up the day rows of one span, those of links that are worth it and the site's, while no collector counts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy import Select, exists, func, select

from shortener.clicks.breakdown import Counts, by_class, pack, summed, unpack
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.portions import pieces
from shortener.clicks.spans.widths import days_of, pack_days
from shortener.clicks.tables import day_links, link_days, link_spans, site_days, site_spans
from shortener.clicks.zone import hold_zone
from shortener.stores import Database, insist

LEAST_SAVED = 400  # counts that a report needn't read: for fewer, a row isn't worth its room
LEAST_DAYS, LEAST_CLICKS = 3, 24  # fewer can't save as many: a click has 14 counts
AT_ONCE = 10  # links in a transaction, of some hundredths of a second
PUT = ("data", "days")


class Span(NamedTuple):
    """So many weeks, the number counted from the first ones of all."""

    weeks: int
    number: int


def add_up(database: Database, span: Span) -> Iterator[int]:
    """How many rows each transaction made; the site's comes last, so that what was broken off is begun again."""
    with database.read() as session:
        links = session.scalars(_worth_it(span)).all()
    for some in pieces(links, AT_ONCE):
        yield insist(partial(_add_links, database, span, some))
    yield insist(partial(_add_site, database, span))


def _worth_it(span: Span) -> Select[int]:
    """Links for which a row may be, and is not there yet."""
    d, s, days = day_links.c, link_spans.c, days_of(*span)
    made = exists().where(s.link_id == d.link_id, s.weeks == span.weeks, s.number == span.number)
    found = select(d.link_id).where(d.day >= days.start, d.day < days.stop, ~made).group_by(d.link_id)
    return found.having(func.count() >= LEAST_DAYS, func.sum(d.clicks) >= LEAST_CLICKS).order_by(d.link_id)


def _add_links(database: Database, span: Span, links: Sequence[int]) -> int:
    c, days = link_days.c, days_of(*span)
    by_link: dict[int, dict[int, Counts]] = defaultdict(dict)
    with database.write() as session:
        hold_zone(session)
        wanted = select(c.link_id, c.day, c.data).where(is_among(c.link_id, session, links))
        for link_id, day, data in session.execute(wanted.where(c.day >= days.start, c.day < days.stop)):
            by_link[link_id][day] = unpack(data)
        rows = [(link_id, *span, *_packed(of_link)) for link_id, of_link in sorted(by_link.items()) if _saves(of_link)]
        upsert_rows(session, link_spans, ("link_id", *Span._fields, *PUT), rows, put=PUT)
    return len(rows)


def _add_site(database: Database, span: Span) -> int:
    c, days = site_days.c, days_of(*span)
    with database.write() as session:
        hold_zone(session)
        wanted = select(c.day, c.data).where(c.day >= days.start, c.day < days.stop)
        found = {day: unpack(data) for day, data in session.execute(wanted)}
        upsert_rows(session, site_spans, (*Span._fields, *PUT), [(*span, *_packed(found))], put=PUT)
    return 1


def _saves(of_days: dict[int, Counts]) -> bool:
    counts = sum(map(len, of_days.values()))
    return counts - len(set[str]().union(*of_days.values())) >= LEAST_SAVED


def _packed(of_days: dict[int, Counts]) -> tuple[bytes, bytes]:
    """`data` and `days`."""
    return pack(summed(of_days.values())), pack_days({day: by_class(counts) for day, counts in of_days.items()})
