"""Visits as the redirect journals them, the collector that takes them away, and what the database then holds."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from shortener.clicks.collector import Collector
from shortener.clicks.days import Calendar
from shortener.clicks.steps import Knowledge, make_steps
from shortener.clicks.tables import clicks
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.visits import PLAIN, a_visit

NOW = PLAIN.at
STEPS = make_steps(Knowledge(), Calendar("UTC"), lambda _day: None)
MARK = "https://marks.example/"


def a_miss(slug: str = "nothing-here", **changes: Any) -> Visit:
    missed: dict[str, Any] = {"link_id": 0, "revision_id": 0, "exact": False, "outcome": "unknown", "status": 404}
    return a_visit(slug=slug, **(missed | changes))


def marked(numbers: Iterable[int], **changes: Any) -> list[Visit]:
    """Visits that can be told apart by their referrers."""
    return [a_visit(referrer=f"{MARK}{number}", **changes) for number in numbers]


def marks(database: Database) -> list[int]:
    """The marks of the stored clicks, in order."""
    return sorted(int(row["referrer"].removeprefix(MARK)) for row in rows_of(database, clicks))


def write(journal: Journal, visits: Sequence[Visit]) -> None:
    assert journal.write([encode(visit) for visit in visits])


def a_collector(database: Database, journal_dir: Path, *, zone: str = "UTC", node: str = "node") -> Collector:
    return Collector(database, journal_dir, node, zone)


def collect(database: Database, journal_dir: Path, *, zone: str = "UTC") -> int:
    """What a collector that has just started stores."""
    return a_collector(database, journal_dir, zone=zone).collect_once()


def stored(database: Database, journal: Journal, *visits: Visit) -> list[dict[str, Any]]:
    """The click rows after these visits were journaled and collected."""
    write(journal, visits)
    collect(database, journal.folder.parent)
    return rows_of(database, clicks)


__all__ = ["NOW", "a_visit", "rows_of"]
