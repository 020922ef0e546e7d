"""Rollup: clicks of each link since it was made."""

from collections import Counter

from sqlalchemy.orm import Session

from shortener.clicks.arrays import Rows
from shortener.clicks.bulk import upsert_rows
from shortener.clicks.classes import HUMAN
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.rollups.shifts import between
from shortener.clicks.tables import link_totals

COLUMNS = ("link_id", "clicks", "humans", "last_at", "carried")


def fold_totals(clicks: Clicks, _calendar: Calendar) -> Rows:
    totals, humans = Counter[int](), Counter[int]()
    for (link_id, _, visitor_class), number in clicks.counted.items():
        totals[link_id] += number
        humans[link_id] += number if visitor_class == HUMAN else 0
    last: dict[int, int] = {}
    for link_id, moment in zip(clicks["link_id"], clicks["clicked_at"], strict=True):
        if moment > last.get(link_id, 0):
            last[link_id] = moment
    return [(link_id, totals[link_id], humans[link_id], last[link_id], 0) for link_id in sorted(totals)]


def add_totals(session: Session, rows: Rows) -> None:
    upsert_rows(session, link_totals, COLUMNS, rows, add=("clicks", "humans"), most=("last_at",))


def move_totals(session: Session, before: Rows, after: Rows, _calendar: Calendar) -> None:
    add_totals(session, between(before, after, 1))
