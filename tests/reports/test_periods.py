"""Hours and days begin and end when the clock on the wall of the named place says so."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.reports.periods import (
    DAY_MS,
    HOUR_MS,
    MOST_BUCKETS,
    QUARTER_MS,
    BadPeriod,
    Period,
    day_start,
    edges,
    last_days,
    last_hours,
)

ZONES = (
    "UTC",
    "Europe/London",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/New_York",
)


def ms(text: str) -> int:
    return round(dt.datetime.fromisoformat(text).timestamp() * 1000)


def days(zone: str, since: str, until: str) -> list[float]:
    found = edges(Period(ms(since), ms(until), zone), "day")
    return [(end - start) / HOUR_MS for start, end in pairwise(found)]


def test_a_day_with_a_clock_change_has_23_or_25_hours() -> None:
    assert days("Europe/London", "2026-03-28T00:00Z", "2026-03-30T12:00Z") == [24, 23, 24]
    assert days("Europe/London", "2026-10-24T00:00+01:00", "2026-10-26T12:00Z") == [24, 25, 24]


def test_a_day_begins_when_clocks_that_skip_midnight_skip_it() -> None:
    assert day_start(dt.date(2026, 3, 8), "America/Havana") == ms("2026-03-08T01:00-04:00")
    assert days("America/Havana", "2026-03-07T12:00Z", "2026-03-09T12:00Z") == [24, 23, 24]


def test_a_day_that_a_country_left_out_of_its_calendar_is_no_bucket() -> None:
    found = edges(Period(ms("2011-12-29T12:00-10:00"), ms("2011-12-31T12:00+14:00"), "Pacific/Apia"), "day")
    assert [end - start for start, end in pairwise(found)] == [DAY_MS, DAY_MS]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    found = edges(Period(ms("2026-10-25T00:00Z"), ms("2026-10-25T03:00Z"), "Europe/London"), "hour")
    shown = [dt.datetime.fromtimestamp(at / 1000, ZoneInfo("Europe/London")).strftime("%H:%M") for at in found]
    assert shown == ["01:00", "01:00", "02:00", "03:00"]


def test_a_clock_change_of_half_an_hour_makes_one_hour_longer_and_loses_nothing() -> None:
    back = edges(Period(ms("2026-04-04T14:00Z"), ms("2026-04-04T16:30Z"), "Australia/Lord_Howe"), "hour")
    assert [(end - start) // QUARTER_MS for start, end in pairwise(back)] == [6, 4]
    forward = edges(Period(ms("2026-10-03T14:30Z"), ms("2026-10-03T17:00Z"), "Australia/Lord_Howe"), "hour")
    assert [(end - start) // QUARTER_MS for start, end in pairwise(forward)] == [4, 2, 4]


def test_hours_of_a_zone_at_a_quarter_past_begin_at_its_own_full_hour() -> None:
    found = edges(Period(ms("2026-01-01T00:20Z"), ms("2026-01-01T01:00Z"), "Asia/Kathmandu"), "hour")
    assert found == [ms("2026-01-01T00:15Z"), ms("2026-01-01T01:15Z")]


def test_the_last_days_end_with_today_in_the_zone_of_the_reader() -> None:
    now = ms("2026-11-22T23:30Z")
    assert last_days(1, "UTC", now) == Period(ms("2026-11-22T00:00Z"), ms("2026-11-23T00:00Z"), "UTC")
    kathmandu = last_days(2, "Asia/Kathmandu", now)
    assert kathmandu.since_ms == ms("2026-11-22T00:00+05:45")
    assert kathmandu.until_ms == ms("2026-11-24T00:00+05:45")


def test_the_last_hours_end_with_the_hour_that_runs() -> None:
    found = last_hours(24, "Europe/London", ms("2026-11-22T23:30Z"))
    assert found == Period(ms("2026-11-22T00:00Z"), ms("2026-11-23T00:00Z"), "Europe/London")


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadPeriod, match="ends before it starts"):
        Period(10, 10, "UTC")


def test_a_period_with_too_many_buckets_is_refused_before_they_are_counted_out() -> None:
    with pytest.raises(BadPeriod, match=f"more than the {MOST_BUCKETS}"):
        edges(Period(0, 10**15, "UTC"), "hour")


@given(
    zone=st.sampled_from(ZONES),
    since=st.integers(ms("2025-01-01T00:00Z"), ms("2028-01-01T00:00Z")),
    length=st.integers(1, 20 * DAY_MS),
    unit=st.sampled_from(["hour", "day"]),
)
def test_buckets_cover_the_period_without_gap_or_overlap_and_each_begins_on_the_hour_or_at_midnight(
    zone: str, since: int, length: int, unit: str
) -> None:
    found = edges(Period(since, since + length, zone), "hour" if unit == "hour" else "day")
    assert found[0] <= since < found[1]
    assert found[-2] < since + length <= found[-1]
    assert all(start < end and start % QUARTER_MS == 0 for start, end in pairwise(found))
    for start in found:
        before, at = (dt.datetime.fromtimestamp(t / 1000, ZoneInfo(zone)) for t in (start - 1, start))
        assert at.minute == 0 or before.hour != at.hour
        assert unit == "hour" or before.date() != at.date()
