"""The audit finds whatever was taken away or changed behind the collector's back."""

from pathlib import Path

import pytest
from sqlalchemy import text

from shortener.clicks.audit import audit
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.visiting import a_miss, a_visit, collect, marked, write


@pytest.fixture
def kept(any_database: Database, journal_dir: Path, journal: Journal) -> Database:
    """Ten clicks, two misses and a visit that was set aside, all of them stored."""
    write(journal, [*marked(range(10)), a_miss(), a_miss("other"), a_visit(at=0)])
    collect(any_database, journal_dir)
    found = audit(any_database, journal_dir)
    assert (found.adds_up, found.received, found.stored, found.set_aside) == (True, 13, 12, 1)
    return any_database


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM clicks WHERE referrer LIKE '%/4'",
        "DELETE FROM misses WHERE slug = 'other'",
        "DELETE FROM set_aside",
        "UPDATE misses SET count = count + 1 WHERE slug = 'other'",
        "UPDATE journals SET clicks = clicks + 1",
        "UPDATE journals SET misses = misses - 1",
        "UPDATE journals SET set_aside = 0",
        "UPDATE journals SET position = position + 5",
        "INSERT INTO expired (kind, count) VALUES ('clicks', 1)",
    ],
)
def test_what_changes_in_the_database_is_found(kept: Database, journal_dir: Path, damage: str) -> None:
    with kept.write() as session:
        session.execute(text(damage))
    found = audit(kept, journal_dir)
    assert not found.adds_up
    assert found.problems


def test_clicks_that_retention_removed_and_counted_add_up(kept: Database, journal_dir: Path) -> None:
    with kept.write() as session:
        session.execute(text("DELETE FROM clicks WHERE referrer LIKE '%/4'"))
        session.execute(text("INSERT INTO expired (kind, count) VALUES ('clicks', 1)"))
    found = audit(kept, journal_dir)
    assert (found.adds_up, found.rows, found.expired) == (True, 9, 1)
