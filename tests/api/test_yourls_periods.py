"""Actions of plug-ins that count clicks in a time: shorturl_analytics and url-stats-period."""

import datetime as dt
from typing import Any

import pytest

from shortener.links.drafts import Draft
from tests.api.conftest import SITE, Program
from tests.reports.clicking import add_clicks, add_quarters

TARGET = "https://example.org/"
NOON = int(dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC).timestamp()) * 1000
MINUTE, DAY = 60_000, 86_400_000


@pytest.fixture
def clicked(api: Program) -> Program:
    """Five clicks: two at noon of 3 May, a minute and 40 minutes later, and at noon of 5 May."""
    link = api.library.create(Draft(target=TARGET, slug="ex"), None)
    times = [NOON, NOON, NOON + MINUTE, NOON + 40 * MINUTE, NOON + 2 * DAY]
    add_clicks(api.database, [{"link_id": link.id, "clicked_at": at} for at in times])
    add_quarters(api.database, [(link.id, at, "human") for at in times])
    api.count("ex", clicks=5, carried=1000)
    return api


def daily(api: Program, **sent: str) -> tuple[int, dict[str, Any]]:
    response = api.ask({"action": "shorturl_analytics", "format": "json", **sent})
    return response.status_code, response.get_json()


def period(api: Program, **sent: str) -> tuple[int, Any]:
    response = api.ask({"action": "url-stats-period", "format": "json", **sent})
    body = response.get_json()
    return response.status_code, body["url-stats-period"]["clicks"] if "url-stats-period" in body else body["message"]


@pytest.mark.parametrize("shorturl", ["ex", f"{SITE}/ex"])
def test_clicks_come_by_day(clicked: Program, shorturl: str) -> None:
    answer = daily(clicked, shorturl=shorturl, date="2026-05-02", date_end="2026-05-05")
    counts = {"2026-05-02": 0, "2026-05-03": 4, "2026-05-04": 0, "2026-05-05": 1}
    stats = {"total_clicks": 5, "range_clicks": 5, "daily_clicks": counts}
    assert answer == (200, {"statusCode": 200, "message": "success", "stats": stats})


def test_one_day_is_enough(clicked: Program) -> None:
    stats = daily(clicked, shorturl="ex", date="2026-05-05")[1]["stats"]
    assert stats == {"total_clicks": 5, "range_clicks": 1, "daily_clicks": {"2026-05-05": 1}}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Missing date parameter"),
        ({"date": "3/5/2026"}, "Wrong date format"),
        ({"date": "2026-02-30"}, "Wrong date format"),
        ({"date": "20260503"}, "Wrong date format"),
        ({"date": "0001-01-01"}, "Wrong date format"),
        ({"date": "2026-05-03", "date_end": ""}, "Wrong date format"),
        ({"date": "2026-05-03", "date_end": "2026-05-02"}, "The date_end parameter cannot be smaller than date"),
        ({"date": "1970-01-01", "date_end": "2026-05-02"}, "These are too many days; 3000 are the most"),
        ({"date": "2026-05-03"}, "Missing shorturl parameter"),
        ({"date": "2026-05-03", "shorturl": "nope"}, "Not Found"),
    ],
)
def test_a_question_about_days_that_makes_no_sense_is_refused(
    clicked: Program, sent: dict[str, str], message: str
) -> None:
    assert daily(clicked, **sent) == (400, {"statusCode": 400, "message": message})


@pytest.mark.parametrize("link", [{"shorturl": "ex"}, {"shorturl": f"{SITE}/ex"}, {"url": TARGET}])
def test_clicks_are_counted_after_one_second_and_up_to_another(clicked: Program, link: dict[str, str]) -> None:
    base = NOON // 1000
    for since, until, clicks in (
        (-base, 864_000, 5),
        (-1, 0, 2),
        (0, 60, 1),
        (60, 2400, 1),
        (59, 2400, 2),
        (-86_400, 172_799, 4),
        (-86_400, 172_800, 5),
    ):
        answer = period(clicked, **link, since=str(base + since), until=str(base + until))
        assert answer == (200, clicks), (since, until)


def test_without_bounds_all_are_counted(clicked: Program) -> None:
    with_late = period(clicked, shorturl="ex", until=str(NOON // 1000 + 10 * 86_400))
    assert with_late == (200, 5)


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        ({}, 400, "error: Missing 'url' or 'shorturl' parameter."),
        ({"shorturl": "nope"}, 404, "error: not found"),
        ({"url": "https://unknown.example/"}, 404, "error: not found"),
        (
            {"shorturl": "ex", "since": "9", "until": "9"},
            400,
            "error: The 'since' value (9) must be smaller than the 'until' value (9).",
        ),
    ],
)
def test_a_question_about_a_period_that_makes_no_sense_is_refused(
    clicked: Program, sent: dict[str, str], status: int, message: str
) -> None:
    assert period(clicked, **sent) == (status, message)
