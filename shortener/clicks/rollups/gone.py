"""Rollup: a day's people when some of its clicks turn out to be no person's, or a person's after all."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from shortener.clicks import sketch
from shortener.clicks.bulk import is_among, upsert_rows
from shortener.clicks.classes import HUMAN
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.rollups.visitors import Both, ByDay, ByLink, add_link_visitors, add_site_visitors
from shortener.clicks.tables import clicks, erased_days, link_visitors, site_visitors

AT_ONCE = 10_000


def move_visitors(session: Session, before: Both, after: Both, calendar: Calendar) -> None:
    _move_link_visitors(session, before[0], after[0], calendar)
    _move_site_visitors(session, before[1], after[1], calendar)


def _move_link_visitors(session: Session, before: ByLink, after: ByLink, calendar: Calendar) -> None:
    """A sketch can't forget, so that of a link who lost a visitor is made anew from the rows of the day.

    Those that were erased name nobody any more, and whom they named stays counted.
    """
    for day in before:
        lost = _lost(before[day], after.get(day, {}))
        c = link_visitors.c
        known = select(c.link_id, c.sketch).where(c.day == day, is_among(c.link_id, session, list(lost)))
        stale = dict(_stale(session.execute(known.with_for_update()), lost)) if lost else {}
        if stale:
            of_links = is_among(clicks.c.link_id, session, list(stale))
            made = dict(_made(session, _people(calendar, day, clicks.c.link_id).where(of_links)))
            for link_id in _erased(session, day) & stale.keys():
                made[link_id] = sketch.without(stale[link_id], lost[link_id], made.get(link_id, b""))
            _put(session, link_visitors, [(day, link_id, made.get(link_id, b"")) for link_id in sorted(stale)])
    add_link_visitors(session, after)


def _move_site_visitors(session: Session, before: ByDay, after: ByDay, calendar: Calendar) -> None:
    lost, c = _lost(before, after), site_visitors.c
    known = select(c.day, c.sketch).where(c.day.in_(list(lost)))
    for day, stored in sorted(_stale(session.execute(known.with_for_update()), lost)) if lost else ():
        made = dict(_made(session, _people(calendar, day))).get(0, b"")
        erased = _erased(session, day)
        if erased:
            made = sketch.without(stored, lost[day], sketch.merge([made, *_of_links(session, day, erased)]))
        _put(session, site_visitors, [(day, made)])
    add_site_visitors(session, after)


def _lost(before: ByDay, after: ByDay) -> ByDay:
    """By key, whose click is a person's no more; perhaps another one still is."""
    lost = {key: visitors - after.get(key, set()) for key, visitors in before.items()}
    return {key: visitors for key, visitors in lost.items() if visitors}


def _stale(known: Iterable[Any], lost: ByDay) -> Iterator[tuple[int, bytes]]:
    """The keys whose sketch names one of the lost, with it; a full one names few."""
    for key, data in known:
        if not {visitor % sketch.RANGE for visitor in lost[key]}.isdisjoint(sketch.numbers(bytes(data))):
            yield key, bytes(data)


def _erased(session: Session, day: int) -> set[int]:
    """Links whose rows of the day don't all name their visitors any more."""
    return set(session.scalars(select(erased_days.c.link_id).where(erased_days.c.day == day)))


def _of_links(session: Session, day: int, links: Collection[int]) -> Iterator[bytes]:
    c = link_visitors.c
    found = select(c.sketch).where(c.day == day, is_among(c.link_id, session, list(links)))
    return (bytes(data) for data in session.scalars(found.with_for_update()))


def _people(calendar: Calendar, day: int, key: ColumnElement[Any] | None = None) -> Any:
    quarters, c = calendar.quarters_of(day), clicks.c
    columns = (c.visitor,) if key is None else (key, c.visitor)
    people = select(*columns).where(c["class"] == HUMAN, c.visitor.is_not(None))
    people = people.where(c.clicked_at >= quarters.start * QUARTER_MS, c.clicked_at < quarters.stop * QUARTER_MS)
    return people.distinct() if key is None else people.distinct().order_by(key)


def _made(session: Session, people: Any) -> Iterator[tuple[int, bytes]]:
    """The sketch by key, 0 where the query has none, with at most AT_ONCE rows in memory."""
    found = session.execute(people.execution_options(yield_per=AT_ONCE))
    rows = ((0, *row) if len(row) == 1 else tuple(row) for row in found)
    for key, of_key in groupby(rows, itemgetter(0)):
        data, some = b"", set[int]()
        for _, visitor in of_key:
            some.add(visitor)
            if len(some) == AT_ONCE:
                data, some = sketch.add(data, some), set()
        yield key, sketch.add(data, some)


def _put(session: Session, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of the key and the sketch; an empty one has no row."""
    keys = [column.name for column in table.primary_key]
    for *key, data in rows:
        if not data:
            session.execute(delete(table).where(*[table.c[n] == part for n, part in zip(keys, key, strict=True)]))
    kept = [(*key, sketch.count(data), data) for *key, data in rows if data]
    upsert_rows(session, table, (*keys, "visitors", "sketch"), kept, put=("visitors", "sketch"))
