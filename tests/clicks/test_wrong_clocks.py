"""A moment that can't be true is set aside, of a click and of a miss, and the visits beside it are stored."""

from pathlib import Path

import pytest

from shortener.clicks.audit import audit
from shortener.clicks.steps.sanity import FIRST_MOMENT, LAST_MOMENT
from shortener.clicks.tables import clicks, misses, set_aside
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.visiting import NOW, a_miss, a_visit, collect, rows_of, write


@pytest.mark.parametrize("moment", [0, -1, FIRST_MOMENT - 1, LAST_MOMENT, 2**63 - 1, 2**64 - 1, -(2**63)])
def test_neither_a_click_nor_a_miss_of_an_impossible_moment_is_stored(
    any_database: Database, journal_dir: Path, journal: Journal, moment: int
) -> None:
    write(journal, [a_visit(at=moment), a_miss(at=moment), a_visit(), a_miss()])
    assert collect(any_database, journal_dir) == 4
    assert [(row["position"], row["reason"]) for row in rows_of(any_database, set_aside)] == [
        (1, "clock"),
        (2, "clock"),
    ]
    assert [row["clicked_at"] for row in rows_of(any_database, clicks)] == [NOW]
    assert [(row["count"], row["first_at"], row["last_at"]) for row in rows_of(any_database, misses)] == [(1, NOW, NOW)]
    assert audit(any_database, journal_dir).adds_up


@pytest.mark.parametrize("moment", [FIRST_MOMENT, LAST_MOMENT - 1])
def test_the_first_and_the_last_possible_moment_are_clicks(
    any_database: Database, journal_dir: Path, journal: Journal, moment: int
) -> None:
    write(journal, [a_visit(at=moment)])
    collect(any_database, journal_dir)
    assert [row["clicked_at"] for row in rows_of(any_database, clicks)] == [moment]
