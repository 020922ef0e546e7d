"""What is kept of a visitor: less of those who ask for privacy, and of nobody what the settings turn off."""

from typing import Any

import pytest

from shortener.clicks.days import Calendar
from shortener.clicks.steps import Drafts, Knowledge, make_steps, run_steps
from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.privacy import FIELDS
from tests.clicks.test_classes import CHROME
from tests.visits import a_visit

PERSONAL = {column for columns in FIELDS.values() for column in columns}


def row_of(kept: tuple[str, ...] = tuple(FIELDS), **changes: Any) -> dict[str, Any]:
    visit = a_visit(address="193.62.157.66", agent=CHROME, referrer="https://example.org/a", **changes)
    steps = make_steps(Knowledge(kept=kept), Calendar("UTC"), lambda _day: b"salt")
    ((row,), asides) = run_steps(Drafts([1], [visit], [{"agent": b"digest"}]), Figures(), steps)
    assert not asides
    return row


def test_by_default_all_is_kept() -> None:
    row = row_of()
    assert {column for column in PERSONAL if row[column] is not None} == PERSONAL


def test_who_asks_for_privacy_is_counted_without_prefix_visitor_and_address_of_the_page() -> None:
    row = row_of(private=True)
    assert {column for column in PERSONAL if row[column] is None} == {"prefix", "visitor", "referrer"}
    assert (row["class"], row["country"], row["family"]) == ("human", "GB", 4)


@pytest.mark.parametrize("word", FIELDS)
def test_each_field_can_be_turned_off_alone(word: str) -> None:
    row = row_of(tuple(name for name in FIELDS if name != word))
    assert {column for column in PERSONAL if row[column] is None} == set(FIELDS[word])
    assert row["channel"] == "site"


def test_with_all_turned_off_the_click_is_still_counted_and_classed() -> None:
    row = row_of(())
    assert {row[column] for column in PERSONAL} == {None}
    assert (row["class"], row["reason"]) == ("human", "browser")
