"""Days are those of the organisation's zone, long and short ones too, and of one zone only."""

from datetime import date, datetime
from pathlib import Path

import pytest

from shortener.clicks.collector import Collector
from shortener.clicks.tables import site_days
from shortener.clicks.zone import BadZone, claim_zone, kept_zone
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import miss, rows_of, visit, write


def milliseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-06-17T21:59:59.999+00:00", "2026-06-17"),
        ("2026-06-17T22:00:00+00:00", "2026-06-18"),
        ("2026-12-31T22:59:59+00:00", "2026-12-31"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
        # the day of 23 hours
        ("2026-03-28T22:59:59+00:00", "2026-03-28"),
        ("2026-03-28T23:00:00+00:00", "2026-03-29"),
        ("2026-03-29T21:59:59+00:00", "2026-03-29"),
        ("2026-03-29T22:00:00+00:00", "2026-03-30"),
        # the day of 25 hours
        ("2026-10-24T22:00:00+00:00", "2026-10-25"),
        ("2026-10-25T22:59:59+00:00", "2026-10-25"),
        ("2026-10-25T23:00:00+00:00", "2026-10-26"),
    ],
)
def test_a_click_counts_on_the_day_that_people_in_berlin_had(
    journal: Journal, database: Database, journal_dir: Path, moment: str, day: str
) -> None:
    write(journal, visit(at=milliseconds(moment)))
    Collector(database, journal_dir, "test", "Europe/Berlin").collect_once()
    assert [date.fromordinal(row["day"]).isoformat() for row in rows_of(database, site_days)] == [day]


def test_the_zone_of_the_day_rows_is_written_down(journal: Journal, database: Database, journal_dir: Path) -> None:
    with database.read() as session:
        assert kept_zone(session) is None
    Collector(database, journal_dir, "test", "Asia/Kolkata").collect_once()
    with database.read() as session:
        assert kept_zone(session) == "Asia/Kolkata"


def test_another_zone_is_refused_once_there_are_day_rows(
    journal: Journal, database: Database, journal_dir: Path
) -> None:
    write(journal, visit())
    Collector(database, journal_dir, "test", "Europe/Berlin").collect_once()
    write(journal, visit())
    with pytest.raises(BadZone, match=r"counted in Europe/Berlin.*SHORTENER_TIMEZONE is Asia/Kolkata"):
        Collector(database, journal_dir, "test", "Asia/Kolkata").collect_once()
    assert len(rows_of(database, site_days)) == 1
    assert Collector(database, journal_dir, "test", "Europe/Berlin").collect_once() == 1


def test_before_the_first_click_the_zone_may_change(journal: Journal, database: Database, journal_dir: Path) -> None:
    write(journal, miss())
    Collector(database, journal_dir, "test", "Europe/Berlin").collect_once()
    write(journal, visit())
    assert Collector(database, journal_dir, "test", "Asia/Kolkata").collect_once() == 1
    with database.read() as session:
        assert kept_zone(session) == "Asia/Kolkata"


def test_claiming_the_zone_that_is_kept_changes_nothing(any_database: Database) -> None:
    claim_zone(any_database, "UTC")
    claim_zone(any_database, "UTC")
    with any_database.read() as session:
        assert kept_zone(session) == "UTC"
