"""Every click stands in exactly one hour and one day of whatever time zone is asked for."""

import random
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

import pytest

from shortener.reports.periods import DAY_MS, HOUR_MS, BadPeriod, Period, Unit, day_start, edges, local_date
from shortener.reports.scope import of_link
from shortener.reports.series import Bucket, series
from shortener.stores import Database
from tests.reports.clicking import Click, add_quarters
from tests.reports.test_periods import ZONES, ms

SINCE, UNTIL = ms("2026-10-20T00:00Z"), ms("2026-11-05T00:00Z")


def random_clicks(seed: int, count: int = 600) -> list[Click]:
    dice = random.Random(seed)
    return [
        (dice.choice((1, 2)), dice.randrange(SINCE - DAY_MS, UNTIL + DAY_MS), dice.choice(("human", "bot")))
        for _ in range(count)
    ]


def asked(database: Database, period: Period, unit: Unit, link_id: int | None = None) -> list[Bucket]:
    with database.read() as session:
        return series(session, period, unit, of_link(link_id))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("unit", ["hour", "day"])
@pytest.mark.parametrize("link_id", [None, 2])
def test_buckets_hold_what_a_count_over_the_clicks_themselves_finds(
    database: Database, zone: str, unit: Unit, link_id: int | None
) -> None:
    found = random_clicks(seed=7)
    add_quarters(database, found)
    period = Period(SINCE, UNTIL, zone)
    starts = [SINCE, *edges(period, unit)[1:-1], UNTIL]
    wanted = Counter(
        (bisect_right(starts, at) - 1, kind)
        for link, at, kind in found
        if link_id in {None, link} and starts[0] <= at < starts[-1]
    )
    answer = asked(database, period, unit, link_id)
    assert {(n, kind): clicks for n, b in enumerate(answer) for kind, clicks in b.by_class.items()} == dict(wanted)
    assert all(bucket.clicks == sum(bucket.by_class.values()) for bucket in answer)
    assert [bucket.start_ms for bucket in answer] == starts[:-1]


def test_hours_without_a_click_are_there_with_zero(database: Database) -> None:
    add_quarters(database, [(1, SINCE, "human")])
    answer = asked(database, Period(SINCE, SINCE + 3 * HOUR_MS, "UTC"), "hour")
    assert [(bucket.clicks, bucket.by_class) for bucket in answer] == [(1, {"human": 1}), (0, {}), (0, {})]


def test_a_click_just_before_midnight_in_the_zone_belongs_to_the_day_before(database: Database) -> None:
    midnight = ms("2026-11-23T00:00+05:45")
    add_quarters(database, [(1, midnight - 1, "human"), (1, midnight, "human"), (1, midnight + 1, "human")])
    period = Period(midnight - DAY_MS, midnight + DAY_MS, "Asia/Kathmandu")
    assert [bucket.clicks for bucket in asked(database, period, "day")] == [1, 2]


def test_the_hour_that_comes_twice_keeps_its_clicks_apart(database: Database) -> None:
    first, second = ms("2026-10-25T01:30+01:00"), ms("2026-10-25T01:30Z")
    add_quarters(database, [(1, first, "human"), (1, second, "human"), (1, second, "human")])
    period = Period(first, second + 1, "Europe/London")
    assert [bucket.clicks for bucket in asked(database, period, "hour")] == [1, 2]


def test_another_links_clicks_are_not_counted(database: Database) -> None:
    add_quarters(database, [(1, SINCE, "human"), (2, SINCE, "human")])
    assert asked(database, Period(SINCE, SINCE + 1, "UTC"), "day", link_id=1)[0].clicks == 1
    assert asked(database, Period(SINCE, SINCE + 1, "UTC"), "day", link_id=3)[0].clicks == 0


def test_the_first_and_the_last_bucket_are_cut_to_the_period(database: Database) -> None:
    noon, end = SINCE + 12 * HOUR_MS, SINCE + 60 * HOUR_MS
    add_quarters(database, [(1, at, "human") for at in (SINCE, noon - 1, noon, noon + DAY_MS, end - 1, end)])
    found = asked(database, Period(noon, end, "UTC"), "day")
    midnights = (SINCE + DAY_MS, SINCE + 2 * DAY_MS)
    assert [(one.start_ms, one.end_ms) for one in found] == list(pairwise((noon, *midnights, end)))
    assert [one.clicks for one in found] == [1, 1, 1]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("unit", ["week", "month"])
def test_weeks_and_months_hold_the_clicks_of_the_period_and_no_others(
    database: Database, zone: str, unit: Unit
) -> None:
    found = random_clicks(seed=8)
    add_quarters(database, found)
    answer = asked(database, Period(SINCE, UNTIL, zone), unit)
    for bucket in answer:
        assert bucket.clicks == sum(bucket.start_ms <= at < bucket.end_ms for _, at, _ in found)
    assert sum(bucket.clicks for bucket in answer) == sum(SINCE <= at < UNTIL for _, at, _ in found)


def test_two_years_of_days_keep_their_clock_changes(database: Database) -> None:
    zone = "America/New_York"
    start = ms("2025-01-01T00:00-05:00")
    add_quarters(database, [(1, start + number * HOUR_MS, "human") for number in range(2 * 365 * 24)])
    answer = asked(database, Period(start, start + 2 * 365 * DAY_MS, zone), "day")
    assert sum(bucket.clicks for bucket in answer) == 2 * 365 * 24
    assert Counter(bucket.clicks for bucket in answer) == {24: 726, 23: 2, 25: 2}
    assert all(bucket.start_ms == day_start_of(bucket, zone) for bucket in answer)


def day_start_of(bucket: Bucket, zone: str) -> int:
    return day_start(local_date(bucket.start_ms, zone), zone)


def test_too_long_a_period_is_refused(database: Database) -> None:
    with pytest.raises(BadPeriod, match="hours"):
        asked(database, Period(0, 5000 * HOUR_MS, "UTC"), "hour")
