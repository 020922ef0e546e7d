"""What must hold of counts, rows and files whatever was done to stored clicks: looked at as a whole."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from shortener.clicks.breakdown import DIMENSIONS, PREFIX, unpack
from shortener.clicks.days import Calendar
from shortener.clicks.tables import (
    clicks,
    day_links,
    link_days,
    link_quarters,
    link_totals,
    link_visitors,
    site_days,
    site_quarters,
    site_visitors,
)
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import Named, Order
from shortener.reports.export.saving import Kept, save
from shortener.reports.export.wanted import Wanted
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.clicks.spanning import spans_agree

CODES = set(DIMENSIONS.values())
Sums = Counter[tuple[Any, ...]]


def counts_agree(database: Database, zone: str, written: int) -> None:
    """Nothing is below nought, and each count is the sum of those that it is divided into."""
    calendar = Calendar(zone)
    of_links, of_site, by_day = Sums(), Sums(), Sums()
    for row in rows_of(database, link_quarters):
        assert row["clicks"] > 0, row
        of_links[row["quarter"], row["class"]] += row["clicks"]
        by_day[row["link_id"], calendar.day_of(row["quarter"])] += row["clicks"]
    for row in rows_of(database, site_quarters):
        of_site[row["quarter"], row["class"]] += row["clicks"]
    assert of_site == of_links
    assert of_site.total() == written
    totals_agree(database, of_links, by_day)
    days_agree(database, by_day)
    spans_agree(database)
    people_agree(database, calendar)


def totals_agree(database: Database, of_links: Sums, by_day: Sums) -> None:
    totals = Counter({row["link_id"]: row["clicks"] for row in rows_of(database, link_totals)})
    wanted: Counter[int] = Counter()
    for (link_id, _), clicked in by_day.items():
        wanted[link_id] += clicked
    assert totals == wanted
    humans = sum(row["humans"] for row in rows_of(database, link_totals))
    assert humans == sum(clicked for (_, kind), clicked in of_links.items() if kind == "human")
    assert Counter({(row["link_id"], row["day"]): row["clicks"] for row in rows_of(database, day_links)}) == by_day


def days_agree(database: Database, by_day: Sums) -> None:
    """In every dimension all clicks of the day are somewhere."""
    of_site: Counter[int] = Counter()
    for (_, day), clicked in by_day.items():
        of_site[day] += clicked
    assert {(row["link_id"], row["day"]) for row in rows_of(database, link_days)} == by_day.keys()
    for row in rows_of(database, link_days):
        assert summed(row["data"]) == dict.fromkeys(CODES, by_day[row["link_id"], row["day"]]), row["day"]
    for row in rows_of(database, site_days):
        assert summed(row["data"]) == dict.fromkeys(CODES, of_site[row["day"]]), row["day"]


def summed(data: bytes) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, clicked in unpack(data).items():
        assert clicked > 0, name
        sums[name[: PREFIX - 1]] += clicked
    return dict(sums)


def people_agree(database: Database, calendar: Calendar) -> None:
    """A day's people are at least those of each link, and no more than its clicks of people."""
    humans: Counter[int] = Counter()
    for row in rows_of(database, site_quarters):
        humans[calendar.day_of(row["quarter"])] += row["clicks"] if row["class"] == "human" else 0
    site = {row["day"]: row["visitors"] for row in rows_of(database, site_visitors)}
    for row in rows_of(database, link_visitors):
        assert 0 < row["visitors"] <= site[row["day"]]
    assert all(people <= humans[day] for day, people in site.items())


def export_is_whole(database: Database, folder: Path) -> None:
    """One row for each click that is there, no more and no less, under a name that only a whole file has."""
    path = folder / "clicks.csv"
    about = save(database, path, Kept(Order(Wanted(mark=safe_mark(database)), Named("UTC"))))
    with path.open(newline="") as file:
        found = [int(row["id"]) for row in csv.DictReader(file)]
    assert (about.rows, about.bytes) == (len(found), path.stat().st_size)
    assert found == [row["id"] for row in rows_of(database, clicks)]
    assert list(folder.glob("*.part*")) == []
