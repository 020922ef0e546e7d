"""Clicks of every kind and some misses, around the end of a month, stored and counted by the collector."""

import random
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from shortener.clicks.audit import Audit, audit
from shortener.clicks.collector import Collector
from shortener.clicks.partitions import start_of
from shortener.clicks.tables import clicks
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.test_rebuild import ZONE, again, all_rollups, any_visit, with_salts_for_ever
from tests.clicks.visiting import a_miss, write

DAY = 86_400_000
MAY, JUNE, JULY = (start_of((2026, month)) for month in (5, 6, 7))
MIDDLE = JUNE + 3 * DAY
EACH = 100
ALL = 3 * EACH


def store_past(database: Database, folder: Path, journal: Journal) -> None:
    """A hundred clicks each in the two days from 29 May, from four hours before June, and from 3 June on."""
    chance = random.Random(20261128)
    collector = Collector(database, folder, "node", ZONE, make=with_salts_for_ever)
    for began in (MAY + 28 * DAY, JUNE - DAY // 6, JUNE + 2 * DAY):
        write(journal, [any_visit(chance, began) for _ in range(EACH)])
        write(journal, [a_miss(slug=f"lost-{chance.randrange(3)}-{began}", at=began) for _ in range(7)])
        collector.collect_once()


def rows(database: Database, since: int = 0, until: int = 1 << 60) -> int:
    at = clicks.c.clicked_at
    with database.read() as session:
        return session.scalar(select(func.count()).where(at >= since, at < until)) or 0


def audited(database: Database, folder: Path) -> Audit:
    found = audit(database, folder)
    assert found.problems == []
    return found


def counts_are(database: Database, before: dict[str, list[dict[str, Any]]]) -> None:
    """All rollups say what they said, and nothing is amiss when rows are counted again."""
    assert all_rollups(database) == before
    assert again(database).differences == []
    assert all_rollups(database) == before
