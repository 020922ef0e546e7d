"""Whoever gets a file finds each of its columns in the documentation, and no column that isn't there."""

import re
from pathlib import Path

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.reports.raw import DIMENSIONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "analytics.md").read_text(encoding="utf-8")


def test_every_column_of_the_click_export_is_explained() -> None:
    table = PAGE.partition("| column | |\n|---|---|\n")[2].partition("\n\n")[0]
    explained = [name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert sorted(explained) == sorted(CLICK_COLUMNS)


def test_the_version_of_the_rules_that_is_shown_is_the_one_in_force() -> None:
    assert f"such as `{RULES_VERSION}`" in PAGE


def test_every_dimension_is_named_in_its_place() -> None:
    (line,) = (line for line in PAGE.splitlines() if line.startswith("| `by` |"))
    assert set(re.findall(r"`(\w+)`", line)) == {"by", *DIMENSIONS}
