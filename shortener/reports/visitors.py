"""How many people there were, told apart on each day; on another day everybody is somebody new."""

import datetime as dt
from collections import defaultdict
from typing import Any

import msgspec
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from shortener.clicks import sketch
from shortener.clicks.tables import link_days, link_visitors, site_visitors
from shortener.reports.periods import Period
from shortener.reports.scope import Scope


class DayVisitors(msgspec.Struct, frozen=True):
    """Exact up to 1,023, beyond that to about 3 in 100."""

    day: dt.date
    visitors: int


def visitors_by_day(session: Session, scope: Scope, period: Period) -> list[DayVisitors]:
    """Days that the period touches and on which there was somebody; who followed several links is one of several."""
    table = site_visitors if scope.is_site else link_visitors
    is_one = scope.is_site or scope.link_id is not None
    wanted = select(table.c.day, table.c.visitors if is_one else table.c.sketch)
    wanted = wanted.where(table.c.day >= period.first_day, table.c.day <= period.last_day)
    if not scope.is_site:
        wanted = _of_links(wanted, scope, period)
    if is_one:
        counts = {day: int(number) for day, number in session.execute(wanted).all()}
    else:
        counts = _merged(session.execute(wanted).all())
    return [DayVisitors(dt.date.fromordinal(day), counts[day]) for day in sorted(counts)]


def _of_links(wanted: Select[*tuple[Any, ...]], scope: Scope, period: Period) -> Select[*tuple[Any, ...]]:
    """By way of the days on which the links were clicked: these lie together by link, those of visitors by day."""
    days = link_days.c
    same = (days.day == link_visitors.c.day) & (days.link_id == link_visitors.c.link_id)
    of_scope = *scope.holds(days.link_id), days.day >= period.first_day, days.day <= period.last_day
    return wanted.join_from(link_days, link_visitors, same).where(*of_scope)


def _merged(rows: object) -> dict[int, int]:
    by_day: dict[int, list[bytes]] = defaultdict(list)
    for day, data in rows:  # type: ignore[attr-defined]
        by_day[day].append(bytes(data))
    return {day: sketch.count(sketch.merge(of_day)) for day, of_day in by_day.items()}
