"""Rollup: which links were followed on a day and how often, lying together by day, for lists of the most followed."""

from sqlalchemy.orm import Session

from shortener.clicks.arrays import Rows
from shortener.clicks.bulk import upsert_rows
from shortener.clicks.classes import HUMAN
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.rollups.shifts import between
from shortener.clicks.tables import day_links

COLUMNS = ("day", "link_id", "clicks", "humans")


def fold_day_links(clicks: Clicks, calendar: Calendar) -> Rows:
    sums: dict[tuple[int, int], list[int]] = {}
    for (link_id, quarter, visitor_class), number in clicks.counted.items():
        of_link = sums.setdefault((calendar.day_of(quarter), link_id), [0, 0])
        of_link[0] += number
        of_link[1] += number if visitor_class == HUMAN else 0
    return [(*key, *sums[key]) for key in sorted(sums)]


def add_day_links(session: Session, rows: Rows) -> None:
    upsert_rows(session, day_links, COLUMNS, rows, add=("clicks", "humans"))


def move_day_links(session: Session, before: Rows, after: Rows, _calendar: Calendar) -> None:
    add_day_links(session, between(before, after, 2))
