"""Whatever arrives in whatever order from however many nodes: each rollup is what counting the rows gives."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shortener.clicks import batch, portions
from shortener.clicks.audit import audit
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.tables import clicks, link_days, link_quarters, link_totals, site_days, site_quarters
from shortener.journal.visit import Visit
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.visiting import NOW, a_collector, a_visit, rows_of, write
from tests.divided import unpacked

ZONE = "Asia/Kathmandu"
DIMENSIONS = ("family", "country", "referrer_host", "channel", "language", "status", "method", "via", "campaign")


def any_visit(chance: random.Random) -> Visit:
    return a_visit(
        at=NOW + chance.randrange(-3 * 86_400_000, 3 * 86_400_000),
        link_id=chance.randint(1, 5),
        status=chance.choice([301, 302, 307]),
        method=chance.choice(["GET", "HEAD"]),
        address=chance.choice(["", "192.0.2.1", "2001:db8::1"]),
        via=chance.choice(["direct", "proxied", "unknown"]),
        agent=f"agent {chance.randrange(20)}",
        referrer=chance.choice(["", f"https://host-{chance.randrange(300)}.example/"]),
        language=chance.choice(["", "de", "en-GB,en"]),
    )


@pytest.fixture
def counted(
    any_database: Database, tmp_path: Path, open_journal: OpenJournal, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """1,500 visits of two nodes, each with a collector of its own, stored turn by turn and few at a time."""
    monkeypatch.setattr(batch, "PIECE", 7)
    monkeypatch.setattr(portions, "AT_ONCE", 2)
    chance = random.Random(20260921)
    nodes = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        workers = [open_journal(node=name, rows=100, folder=folder) for _ in range(2)]
        nodes.append((workers, a_collector(any_database, folder, zone=ZONE, node=name)))
    for _ in range(10):
        for workers, collector in nodes:
            for journal in workers:
                write(journal, [any_visit(chance) for _ in range(chance.randrange(20, 60))])
            collector.collect_once()
    return any_database


def totals_and_quarter_hours_are_the_counts_of_the_rows(counted: Database, _folder: Path) -> None:
    rows = rows_of(counted, clicks)
    assert len(rows) > 1000
    assert {row["link_id"]: row["clicks"] for row in rows_of(counted, link_totals)} == Counter(
        row["link_id"] for row in rows
    )
    for total in rows_of(counted, link_totals):
        assert total["last_at"] == max(row["clicked_at"] for row in rows if row["link_id"] == total["link_id"])
    assert {
        (row["link_id"], row["quarter"], row["class"]): row["clicks"] for row in rows_of(counted, link_quarters)
    } == Counter((row["link_id"], row["clicked_at"] // QUARTER_MS, row["class"]) for row in rows)
    assert {(row["quarter"], row["class"]): row["clicks"] for row in rows_of(counted, site_quarters)} == Counter(
        (row["clicked_at"] // QUARTER_MS, row["class"]) for row in rows
    )


def each_dimension_of_each_day_adds_up_to_the_rows_of_that_day(counted: Database, _folder: Path) -> None:
    calendar = Calendar(ZONE)
    by_day: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in rows_of(counted, clicks):
        by_day.setdefault((row["link_id"], calendar.day_of(row["clicked_at"] // QUARTER_MS)), []).append(row)
    kept = {(row["link_id"], row["day"]): unpacked(row["data"]) for row in rows_of(counted, link_days)}
    assert kept.keys() == by_day.keys()
    for key, rows in by_day.items():
        for dimension in DIMENSIONS:
            expected = Counter("" if row[dimension] is None else str(row[dimension]) for row in rows)
            found = {value: sum(classes.values()) for value, classes in kept[key][dimension].items()}
            assert found == expected, (key, dimension)


def the_sites_days_add_up_even_where_a_dimension_is_fuller_than_it_may_be(counted: Database, _folder: Path) -> None:
    calendar = Calendar(ZONE)
    expected = Counter(calendar.day_of(row["clicked_at"] // QUARTER_MS) for row in rows_of(counted, clicks))
    for row in rows_of(counted, site_days):
        for values in unpacked(row["data"]).values():
            assert sum(sum(classes.values()) for classes in values.values()) == expected[row["day"]]


def rows_of_two_nodes_are_told_apart_and_nothing_is_missing(counted: Database, folder: Path) -> None:
    assert Counter(row["node"] for row in rows_of(counted, clicks)).keys() == {"one", "two"}
    for name in ("one", "two"):
        found = audit(counted, folder / name)
        assert found.adds_up, found.problems
        assert found.rows == found.stored == found.received


FACTS = (
    totals_and_quarter_hours_are_the_counts_of_the_rows,
    each_dimension_of_each_day_adds_up_to_the_rows_of_that_day,
    the_sites_days_add_up_even_where_a_dimension_is_fuller_than_it_may_be,
    rows_of_two_nodes_are_told_apart_and_nothing_is_missing,
)


def test_counts_equal_rows(counted: Database, tmp_path: Path, subtests: pytest.Subtests) -> None:
    for fact in FACTS:
        with subtests.test(fact.__name__):
            fact(counted, tmp_path)
