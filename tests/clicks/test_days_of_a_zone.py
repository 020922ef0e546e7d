"""A click belongs to the day that the organisation's clocks showed, in every zone and on days of 23 and 25 hours."""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.clicks.days import QUARTER_MS, Calendar

ZONES = [
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/Santiago",
    "Asia/Beirut",
]


def quarters_between(start: datetime, end: datetime) -> range:
    return range(int(start.timestamp()) * 1000 // QUARTER_MS, int(end.timestamp()) * 1000 // QUARTER_MS)


@pytest.mark.parametrize("zone", ZONES)
@given(at=st.integers(1_262_304_000_000 + 2 * 365 * 86_400_000, 4_102_444_799_999))
def test_every_moment_of_a_quarter_hour_is_of_the_day_that_clocks_there_show(zone: str, at: int) -> None:
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date()
    assert Calendar(zone).day_of(at // QUARTER_MS) == local.toordinal()


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2026, 6, 18), 24),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("Asia/Kathmandu", date(2026, 6, 18), 24),
    ],
)
def test_a_day_has_as_many_quarter_hours_as_it_was_long(zone: str, day: date, hours: float) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    calendar = Calendar(zone)
    around = quarters_between(noon - timedelta(days=2), noon + timedelta(days=2))
    assert Counter(calendar.day_of(quarter) for quarter in around)[day.toordinal()] == hours * 4


def test_a_day_in_kathmandu_begins_at_a_quarter_past_six_utc_the_evening_before() -> None:
    calendar = Calendar("Asia/Kathmandu")
    midnight = int(datetime(2026, 6, 17, 18, 15, tzinfo=UTC).timestamp()) * 1000 // QUARTER_MS
    assert calendar.day_of(midnight) == date(2026, 6, 18).toordinal()
    assert calendar.day_of(midnight - 1) == date(2026, 6, 17).toordinal()


@pytest.mark.parametrize("zone", ZONES)
def test_days_follow_each_other_without_going_back(zone: str) -> None:
    calendar = Calendar(zone)
    year = quarters_between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    days = [calendar.day_of(quarter) for quarter in year]
    assert {later - earlier for earlier, later in itertools.pairwise(days)} == {0, 1}
