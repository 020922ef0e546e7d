"""What a transaction made and took back is not remembered: a click never points to an agent that isn't there."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.tables import agents, clicks
from shortener.stores import Database
from tests.clicks.conftest import OpenJournal
from tests.clicks.visiting import a_collector, a_miss, a_visit, rows_of, write


def run(database: Database, statement: str) -> None:
    with database.write() as session:
        session.execute(text(statement))


def test_a_batch_without_clicks_does_not_confirm_the_agents_of_one_that_failed(
    any_database: Database, journal_dir: Path, open_journal: OpenJournal
) -> None:
    first, second = open_journal(), open_journal()
    collector = a_collector(any_database, journal_dir)
    write(second, [a_visit(agent="lost and found")])
    run(any_database, "ALTER TABLE site_days RENAME TO away")
    with pytest.raises(SQLAlchemyError):
        collector.collect_once()
    assert rows_of(any_database, agents) == []
    run(any_database, "ALTER TABLE away RENAME TO site_days")
    write(first, [a_miss()])
    assert collector.collect_once() == 2
    known = {row["id"]: row["agent"] for row in rows_of(any_database, agents)}
    assert [known.get(row["agent_id"]) for row in rows_of(any_database, clicks)] == ["lost and found"]
