"""Misses that are kept are looked at again when the table of scanners has changed, or when old code wrote them."""

from typing import Any

import pytest

from shortener.clicks import judging
from shortener.clicks.judging import judge_misses
from shortener.clicks.scanners import table
from shortener.clicks.tables import misses
from shortener.stores import Database
from tests.clicks.journaling import rows_of
from tests.reports.clicking import add_miss


def looks(database: Database) -> dict[str, Any]:
    return {row["slug"]: (row["looks"], row["wanted"]) for row in rows_of(database, misses)}


def test_what_nobody_has_looked_at_is(any_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "AT_ONCE", 2)
    for slug in ("a.php", "plain", "plain.", "b.php", "c"):
        add_miss(any_database, slug, looks=None)
    assert judge_misses(any_database) == 5
    assert looks(any_database) == {
        "a.php": ("PHP", None),
        "plain": ("", None),
        "plain.": ("", "plain"),
        "b.php": ("PHP", None),
        "c": ("", None),
    }
    assert judge_misses(any_database) == 0


def test_after_a_change_of_the_table_all_are_looked_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_misses(database)
    add_miss(database, "a.php", looks="some older reason")
    ignored = add_miss(database, "b", looks="some older reason", ignored_at=5)
    assert judge_misses(database) == 0
    monkeypatch.setattr(judging, "table", lambda: table()._replace(version="newer"))
    assert judge_misses(database) == 2
    assert looks(database) == {"a.php": ("PHP", None), "b": ("", None)}
    assert {row["id"]: row["ignored_at"] for row in rows_of(database, misses)}[ignored] == 5
    assert judge_misses(database) == 0
