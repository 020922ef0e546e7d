"""Rollup: clicks by quarter-hour and class, of each link and of the whole site."""

from collections import Counter

from sqlalchemy.orm import Session

from shortener.clicks.bulk import Rows, upsert_rows
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.tables import link_quarters, site_quarters


def fold_link_quarters(clicks: Clicks, _calendar: Calendar) -> Rows:
    counts = Counter(zip(clicks["link_id"], clicks.quarters, clicks["class"], strict=True))
    return [(*key, number) for key, number in sorted(counts.items())]


def add_link_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, link_quarters, ("link_id", "quarter", "class", "clicks"), rows, add=("clicks",))


def fold_site_quarters(clicks: Clicks, _calendar: Calendar) -> Rows:
    counts = Counter(zip(clicks.quarters, clicks["class"], strict=True))
    return [(*key, number) for key, number in sorted(counts.items())]


def add_site_quarters(session: Session, rows: Rows) -> None:
    upsert_rows(session, site_quarters, ("quarter", "class", "clicks"), rows, add=("clicks",))
