"""People say which misses are work; whatever they say, counting goes on."""

from pathlib import Path

from shortener.clicks.tables import misses
from shortener.clicks.triage import ignore_misses, reopen_misses
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.journaling import make_collector, miss, rows_of, write
from tests.reports.clicking import add_miss


def decided(database: Database) -> dict[str, tuple[bool, bool]]:
    return {row["slug"]: (bool(row["ignored_at"]), bool(row["kept_at"])) for row in rows_of(database, misses)}


def test_some_are_ignored_and_reopened_and_others_are_left_alone(any_database: Database) -> None:
    one, two, _ = (add_miss(any_database, slug) for slug in ("one", "two", "three"))
    with any_database.write() as session:
        assert ignore_misses(session, [one, two, 999]) == 2
        assert ignore_misses(session, [one]) == 0
    assert decided(any_database) == {"one": (True, False), "two": (True, False), "three": (False, False)}
    with any_database.write() as session:
        assert reopen_misses(session, [one]) == 1
        assert reopen_misses(session, [one]) == 0
        assert reopen_misses(session, []) == 0
    assert decided(any_database) == {"one": (False, True), "two": (True, False), "three": (False, False)}


def test_an_ignored_one_goes_on_being_counted_and_stays_ignored(
    journal: Journal, journal_dir: Path, any_database: Database
) -> None:
    number = add_miss(any_database, "nobody", count=4)
    with any_database.write() as session:
        ignore_misses(session, [number])
    write(journal, miss(), miss())
    make_collector(any_database, journal_dir).collect_once()
    (row,) = rows_of(any_database, misses)
    assert (row["count"], row["ignored_at"] is None) == (6, False)
