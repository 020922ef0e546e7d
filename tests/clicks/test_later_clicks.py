"""Rollups keep what they knew when more clicks come: of other days, late ones, and beside a carried counter."""

from pathlib import Path

from shortener.clicks.breakdown import divide, unpack
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.tables import link_days, link_totals
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import DAY, NOON, ZONE, make_collector, rows_of, visit, write


def test_a_link_clicked_on_two_days_has_two_day_rows(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    write(journal, visit(), visit(at=NOON + DAY), visit(at=NOON + DAY))
    make_collector(any_database, journal_dir).collect_once()
    found = [(row["day"], divide(unpack(row["data"]), "status")) for row in rows_of(any_database, link_days)]
    first = Calendar(ZONE).day_of(NOON // QUARTER_MS)
    assert found == [(first, {"302": {"unknown": 1}}), (first + 1, {"302": {"unknown": 2}})]


def test_a_click_that_arrives_late_does_not_set_the_last_one_back(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    collector = make_collector(any_database, journal_dir)
    for moment in (NOON, NOON - DAY):
        write(journal, visit(at=moment))
        collector.collect_once()
    assert rows_of(any_database, link_totals)[0]["last_at"] == NOON


def test_a_counter_carried_over_from_another_system_stays(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    with any_database.write() as session:
        row = {"link_id": 7, "clicks": 0, "humans": 0, "last_at": 0, "carried": 1000}
        session.execute(link_totals.insert(), [row])
    write(journal, visit(), visit())
    make_collector(any_database, journal_dir).collect_once()
    (total,) = rows_of(any_database, link_totals)
    assert (total["clicks"], total["carried"]) == (2, 1000)
