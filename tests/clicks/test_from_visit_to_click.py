"""What is kept of a visit: each column of its click row, on every database."""

from pathlib import Path
from typing import Any

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.collector import Collector
from shortener.clicks.tables import agents, clicks, journals
from shortener.journal.visit import Visit
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import NOON, make_collector, miss, rows_of, visit, write

A_CLICK = {
    "id": 1,
    "clicked_at": NOON,
    "link_id": 7,
    "revision_id": 9,
    "requested": None,
    "status": 302,
    "method": "GET",
    "via": "direct",
    "family": 6,
    "prefix": "2001:db8:1::/48",
    "country": None,
    "referrer": "https://example.org/page",
    "referrer_host": "example.org",
    "channel": "site",
    "agent_id": 1,
    "language": "de",
    "class": "unknown",
    "reason": "unknown agent",
    "rules_version": RULES_VERSION,
    "campaign": None,
    "visitor": None,
    "node": "test",
    "purpose": None,
}


@pytest.fixture
def kept(journal: Journal, collector: Collector, database: Database) -> Any:
    """The click row that a visit leaves."""

    def keep(one: Visit) -> dict[str, Any]:
        write(journal, one)
        assert collector.collect_once() == 1
        return rows_of(database, clicks)[-1]

    return keep


def test_a_visit_becomes_a_click_row_on_every_database(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    write(journal, visit())
    assert make_collector(any_database, journal_dir).collect_once() == 1
    assert rows_of(any_database, clicks) == [A_CLICK]
    assert [row["agent"] for row in rows_of(any_database, agents)] == ["Mozilla/5.0"]


def test_the_journal_row_says_how_far_it_is_stored_and_of_what(
    journal: Journal, collector: Collector, database: Database
) -> None:
    write(journal, visit(), miss(), visit())
    journal.count_miss()
    collector.collect_once()
    (row,) = rows_of(database, journals)
    assert row["name"] == journal.folder.name
    assert row["node"] == "test"
    counts = {name: row[name] for name in ("position", "clicks", "misses", "set_aside", "lost", "uncounted")}
    assert counts == {"position": 3, "clicks": 2, "misses": 1, "set_aside": 0, "lost": 0, "uncounted": 1}
    assert row["finished_at"] is None


def test_a_visit_that_says_nothing_of_itself_is_a_click_too(kept: Any) -> None:
    row = kept(visit(agent="", referrer="", language=""))
    assert [row[name] for name in ("agent_id", "referrer", "referrer_host", "language")] == [None] * 4


def test_the_full_address_and_the_query_are_nowhere_in_the_row(kept: Any) -> None:
    row = kept(visit(address="192.0.2.77", query="token=secret", referrer="https://u:pw@example.org/?token=secret"))
    assert not any(
        "192.0.2.77" in str(value) or "secret" in str(value) or "pw@" in str(value) for value in row.values()
    )
    assert row["prefix"] == "192.0.2.0/24"


def test_clicks_with_one_agent_point_to_one_row(journal: Journal, collector: Collector, database: Database) -> None:
    write(journal, visit(agent="a"), visit(agent="b"), visit(agent="a"))
    collector.collect_once()
    write(journal, visit(agent="b"))
    collector.collect_once()
    known = {row["id"]: row["agent"] for row in rows_of(database, agents)}
    assert sorted(known.values()) == ["a", "b"]
    assert [known[row["agent_id"]] for row in rows_of(database, clicks)] == ["a", "b", "a", "b"]


def test_text_that_no_database_would_take_is_cleaned(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    write(journal, visit(agent="a\0b", referrer="https://example.org/\0x"), miss(slug="a\0b"))
    assert make_collector(any_database, journal_dir).collect_once() == 2
    (row,) = rows_of(any_database, clicks)
    assert row["referrer"] == "https://example.org/x"
    assert [row["agent"] for row in rows_of(any_database, agents)] == ["ab"]
