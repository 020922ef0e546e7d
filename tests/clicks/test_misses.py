"""Requests that no link answered are grouped by what was asked for."""

from pathlib import Path
from typing import Any

import pytest

from shortener.clicks.collector import Collector
from shortener.clicks.steps import Knowledge
from shortener.clicks.tables import clicks, misses
from shortener.journal.visit import Visit
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import NOON, make_collector, miss, rows_of, write
from tests.reports.clicking import add_miss


@pytest.fixture
def grouped(journal: Journal, journal_dir: Path, any_database: Database) -> Any:
    """The groups after each batch of visits is stored by itself."""
    collector = make_collector(any_database, journal_dir)

    def collect(*batches: list[Visit]) -> list[dict[str, Any]]:
        for batch in batches:
            write(journal, *batch)
            collector.collect_once()
        return rows_of(any_database, misses)

    return collect


def test_the_same_miss_counts_up_in_one_row(grouped: Any) -> None:
    (row,) = grouped([miss(at=NOON), miss(at=NOON + 5)], [miss(at=NOON + 9)])
    assert (row["slug"], row["outcome"], row["count"]) == ("nobody", "unknown", 3)
    assert (row["first_at"], row["last_at"]) == (NOON, NOON + 9)


def test_a_journal_that_arrives_late_sets_the_first_time_back_and_not_the_last(grouped: Any) -> None:
    (row,) = grouped([miss(at=NOON)], [miss(at=NOON - 7), miss(at=NOON - 9)])
    assert (row["first_at"], row["last_at"]) == (NOON - 9, NOON)


def test_domain_slug_and_outcome_tell_misses_apart(grouped: Any) -> None:
    rows = grouped([miss(), miss(domain_id=2), miss(slug="Nobody"), miss(outcome="deleted", link_id=3), miss()])
    found = {(row["domain_id"], row["slug"], row["outcome"]): row["count"] for row in rows}
    assert found == {
        (1, "nobody", "unknown"): 2,
        (2, "nobody", "unknown"): 1,
        (1, "Nobody", "unknown"): 1,
        (1, "nobody", "deleted"): 1,
    }


def test_the_last_page_that_led_there_stays_when_later_visits_name_none(grouped: Any) -> None:
    pages = ["https://example.org/a", "https://example.org/b?x=1", ""]
    (row,) = grouped([miss(referrer=page) for page in pages], [miss(referrer="")])
    assert row["last_referrer"] == "https://example.org/b"
    (row,) = grouped([miss(referrer="https://example.org/c")])
    assert row["last_referrer"] == "https://example.org/c"


def test_who_asks_for_privacy_leaves_no_referrer(grouped: Any) -> None:
    (row,) = grouped([miss(private=True)])
    assert row["last_referrer"] is None


def test_it_is_known_which_slug_would_have_answered_and_what_looks_like_a_scanner(grouped: Any) -> None:
    rows = grouped([miss(slug=slug) for slug in ("nobody", "nobody.", "a//b/", "wp-login.php", "x/.env")])
    found = {row["slug"]: (row["wanted"], row["looks"]) for row in rows}
    assert found == {
        "nobody": (None, ""),
        "nobody.": ("nobody", ""),
        "a//b/": ("a/b", ""),
        "wp-login.php": (None, "PHP"),
        "x/.env": (None, "secrets"),
    }


def test_a_row_that_older_code_wrote_is_looked_at_when_it_is_counted_again(
    grouped: Any, any_database: Database
) -> None:
    add_miss(any_database, "old.php", looks=None)
    (row,) = grouped([miss(slug="old.php")])
    assert (row["looks"], row["count"]) == ("PHP", 2)


def test_a_site_that_keeps_no_referrers_keeps_none_of_misses(
    journal: Journal, journal_dir: Path, database: Database
) -> None:
    write(journal, miss())
    Collector(database, journal_dir, "test", "UTC", Knowledge(kept=("country",))).collect_once()
    (row,) = rows_of(database, misses)
    assert (row["last_referrer"], row["referrers"], row["count"]) == (None, None, 1)


def test_a_slug_of_the_greatest_length_fits(grouped: Any) -> None:
    (row,) = grouped([miss(slug="ü" * 255)])
    assert row["slug"] == "ü" * 255


def test_misses_are_no_clicks(journal: Journal, collector: Collector, database: Database) -> None:
    write(journal, miss(), miss(outcome="early", link_id=3, revision_id=4))
    assert collector.collect_once() == 2
    assert rows_of(database, clicks) == []
