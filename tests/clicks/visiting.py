"""Visits as the redirect journals them, the collector that takes them away, and what the database then holds."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table, select

from shortener.clicks.collector import Collector
from shortener.clicks.tables import clicks
from shortener.redirect.journal import Journal
from shortener.redirect.visit import Visit, encode
from shortener.stores import Database

NOW = 1_790_000_000_000  # 2026-09-21 13:33:20 UTC
MARK = "https://marks.example/"
PLAIN = Visit(
    at=NOW,
    domain_id=1,
    slug="scratch-new",
    link_id=7,
    revision_id=9,
    exact=True,
    outcome="go",
    status=302,
    method="GET",
    address="2001:db8:7:8::9",
    via="direct",
    agent="Mozilla/5.0",
    referrer="",
    language="en-GB,en;q=0.8",
    purpose="",
    private=False,
    query="",
)


def a_visit(**changes: Any) -> Visit:
    return msgspec.structs.replace(PLAIN, **changes)


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


def rows_of(database: Database, table: Table) -> list[dict[str, Any]]:
    with database.read() as session:
        return [dict(row._mapping) for row in session.execute(select(table).order_by(*table.primary_key))]


def stored(database: Database, journal: Journal, *visits: Visit) -> list[dict[str, Any]]:
    """The click rows after these visits were journaled and collected."""
    write(journal, visits)
    collect(database, journal.folder.parent)
    return rows_of(database, clicks)
