"""However many slugs a scanner makes up, the groups stay few; what they counted stays in the sums."""

from pathlib import Path

import pytest

from shortener.clicks import forgetting
from shortener.clicks.audit import audit
from shortener.clicks.forgetting import forget_misses
from shortener.clicks.tables import expired, misses
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import NOON, make_collector, miss, rows_of, visit, write
from tests.reports.clicking import add_miss


def slugs(database: Database) -> set[str]:
    return {row["slug"] for row in rows_of(database, misses)}


def test_scanners_go_first_then_the_rare_and_old_and_last_what_somebody_decided(any_database: Database) -> None:
    add_miss(any_database, "scan.php", count=900, looks="PHP")
    add_miss(any_database, "rare-old", last_at=10)
    add_miss(any_database, "rare-new", last_at=20)
    add_miss(any_database, "often", count=50, last_at=5)
    add_miss(any_database, "ignored", ignored_at=7, last_at=1)
    add_miss(any_database, "kept.php", looks="PHP", kept_at=7, last_at=2)
    order: list[str] = []
    for most in range(5, -1, -1):
        before = slugs(any_database)
        assert forget_misses(any_database, most) == 1
        order += before - slugs(any_database)
    assert order == ["scan.php", "rare-old", "rare-new", "often", "ignored", "kept.php"]
    assert rows_of(any_database, expired) == [{"kind": "misses", "count": 954}]


def test_few_enough_stay_as_they_are(database: Database) -> None:
    add_miss(database, "one")
    assert forget_misses(database, 1) == 0
    assert rows_of(database, expired) == []


def test_what_is_forgotten_still_adds_up_and_is_counted_anew_when_it_comes_again(
    journal: Journal, journal_dir: Path, any_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 7)
    collector = make_collector(any_database, journal_dir)
    for start in (0, 15):
        write(journal, visit(), *[miss(slug=f"s{number}", at=NOON + number) for number in range(start, start + 30)])
        collector.collect_once()
        assert forget_misses(any_database, 10) > 0
        assert len(slugs(any_database)) == 10
        found = audit(any_database, journal_dir)
        assert (found.problems, found.misses + found.expired) == ([], 30 if start == 0 else 60)
