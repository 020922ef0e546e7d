"""On PostgreSQL clicks lie in a table a month, which the collector makes in time."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from shortener.clicks.partitions import ensure_partitions, month_of, name_of, start_of
from shortener.clicks.tables import clicks
from shortener.journal.writer import Journal
from shortener.schema import check
from shortener.stores import Database
from tests.clicks.journaling import make_collector, rows_of, visit, write

DECEMBER, JANUARY = (2026, 12), (2027, 1)


pytestmark = pytest.mark.stores("postgresql")


def partitions(database: Database) -> dict[str, int]:
    """How many rows lie in each."""
    tables = "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r' ORDER BY 1"
    with database.read() as session:
        names = session.scalars(text(tables)).all()
        return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names}


def test_a_click_lies_in_its_month_in_utc(database: Database, journal: Journal, journal_dir: Path) -> None:
    write(journal, visit(at=start_of(JANUARY) - 1), visit(at=start_of(JANUARY)))
    make_collector(database, journal_dir).collect_once()
    assert partitions(database) == {"clicks_202612": 1, "clicks_202701": 1, "clicks_202702": 0, "clicks_rest": 0}
    assert len(rows_of(database, clicks)) == 2


def test_the_next_month_is_made_before_its_first_click(database: Database) -> None:
    with database.write() as session:
        ensure_partitions(session, "postgresql", [start_of(DECEMBER)])
        ensure_partitions(session, "postgresql", [start_of(DECEMBER), start_of(JANUARY) - 1])
    assert list(partitions(database)) == ["clicks_202612", "clicks_202701", "clicks_rest"]


def test_nodes_that_want_the_same_month_at_once_all_get_it(database: Database) -> None:
    together = threading.Barrier(6)
    failures: list[Exception] = []

    def want() -> None:
        try:
            with database.write() as session:
                session.connection()
                together.wait()
                ensure_partitions(session, "postgresql", [start_of(DECEMBER)])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=want) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(partitions(database)) == ["clicks_202612", "clicks_202701", "clicks_rest"]


def test_partitions_are_no_difference_from_this_versions_tables(database: Database) -> None:
    with database.write() as session:
        ensure_partitions(session, "postgresql", [start_of(DECEMBER)])
    assert check(database) == []


@pytest.mark.parametrize("month", [(2010, 1), (2026, 9), DECEMBER, (2099, 12)])
def test_a_month_begins_with_its_first_millisecond(month: tuple[int, int]) -> None:
    assert month_of(start_of(month)) == month
    assert month_of(start_of(month) - 1) < month
    assert name_of(month) == f"clicks_{month[0]}{month[1]:02}"
