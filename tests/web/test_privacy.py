"""The privacy page says what the settings in force keep, and what they don't."""

from dataclasses import replace
from typing import Any

import pytest

from shortener.clicks.steps.privacy import FIELDS
from shortener.public.privacy import PERSONAL
from shortener.settings import Settings
from shortener.stores import Database
from tests.faces import running, visitor


def page(settings: Settings, database: Database, **changes: Any) -> str:
    with running(replace(settings, **changes), database) as app:
        answer = visitor(app).get("/-/privacy", base_url="http://localhost:8000")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    return answer.text


def test_it_names_everything_that_steps_may_keep() -> None:
    assert PERSONAL.keys() == FIELDS.keys()


@pytest.mark.stores("sqlite")
def test_all_that_is_kept_is_told(settings: Settings, database: Database) -> None:
    text = page(settings, database)
    assert all(field.meaning in text for field in PERSONAL.values())
    assert "We do not keep" not in text
    assert "Then we leave out: part of the network address; a number for the day; the address of the page" in text


@pytest.mark.stores("sqlite")
def test_what_is_turned_off_is_said_to_be_kept_of_nobody(settings: Settings, database: Database) -> None:
    text = page(settings, database, click_fields=("country",))
    assert PERSONAL["country"].meaning in text
    assert PERSONAL["visitor"].meaning not in text
    assert "<li>Part of the network address</li>\n<li>The page with the link</li>\n<li>The browser</li>" in text
    assert "Here that changes nothing" in text


@pytest.mark.stores("sqlite")
def test_with_nothing_kept_the_click_is_still_told_of(settings: Settings, database: Database) -> None:
    assert "which link it was" in page(settings, database, click_fields=())


@pytest.mark.stores("sqlite")
@pytest.mark.parametrize(
    ("months", "told"),
    [
        (25, "until 25 months after the month in which you followed the link"),
        (1, "until a month after the month in which"),
        (0, "for as long as the site is there"),
    ],
)
def test_it_says_for_how_long(settings: Settings, database: Database, months: int, told: str) -> None:
    assert told in page(settings, database, keep_clicks_months=months)
