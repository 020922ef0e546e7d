"""Each span is the sum of its days as they are stored; one that isn't is told, and dropped, to be made anew."""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from shortener.clicks.breakdown import by_class, pack, summed, unpack
from shortener.clicks.portions import pieces
from shortener.clicks.rebuild.day import Difference, differences
from shortener.clicks.spans.widths import days_of, unpack_days
from shortener.clicks.tables import link_days, link_spans, site_days, site_spans
from shortener.clicks.zone import hold_zone
from shortener.stores import Database, insist

AT_ONCE = 50
DAYS_OF = {link_spans: link_days, site_spans: site_days}
Key = tuple[int, ...]


def rebuild_spans(database: Database, *, write: bool) -> list[Difference]:
    """In short transactions, in which no collector counts."""
    found = []
    for spans in DAYS_OF:
        with database.read() as session:
            keys = [tuple(row) for row in session.execute(select(*spans.primary_key))]
        for some in pieces(keys, AT_ONCE):
            found += insist(partial(_check, database, spans, some, write=write))
    return found


def _check(database: Database, spans: Table, keys: Sequence[Key], *, write: bool) -> list[Difference]:
    found = []
    with database.write() as session:
        hold_zone(session)
        for key in keys:
            wrong = _differences(session, spans, key)
            if wrong and write:
                session.execute(delete(spans).where(*_is(spans, key)))
            found += wrong
    return found


def _differences(session: Session, spans: Table, key: Key) -> list[Difference]:
    """Of its counts, and of its clicks by day; none when somebody has dropped it meanwhile."""
    row = session.execute(select(spans.c.data, spans.c.days).where(*_is(spans, key))).one_or_none()
    if row is None:
        return []
    *link, weeks, number = key
    days, held = DAYS_OF[spans], days_of(weeks, number)
    wanted = select(days.c.day, days.c.data).where(days.c.day >= held.start, days.c.day < held.stop)
    wanted = wanted.where(*(days.c.link_id == link_id for link_id in link)).order_by(days.c.day)
    counts = {day: unpack(data) for day, data in session.execute(wanted)}
    found = differences({spans.name: {key: row.data}}, {spans.name: {key: pack(summed(counts.values()))}})
    stored = unpack_days(row.days)
    for day in sorted(stored.keys() | counts.keys()):
        clicks, counted = stored.get(day, {}), by_class(counts.get(day, {}))
        if clicks != counted:
            found.append(Difference(spans.name, " ".join(map(str, (*key, day))), sum(clicks.values()), counted.total()))
    return found


def _is(spans: Table, key: Key) -> list[ColumnElement[bool]]:
    return [column == part for column, part in zip(spans.primary_key, key, strict=True)]
