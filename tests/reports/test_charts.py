"""A chart tells the truth: heights in proportion, round numbers at the side, words for those who can't see it."""

import pytest

from shortener.reports.charts import bar_chart, grid, label_of, place
from shortener.reports.periods import DAY_MS, HOUR_MS
from shortener.reports.series import Bucket
from tests.reports.test_periods import ms


def buckets(*counts: int, start: int = 0, width: int = DAY_MS) -> list[Bucket]:
    return [
        Bucket(start + number * width, start + (number + 1) * width, clicks, {"human": clicks})
        for number, clicks in enumerate(counts)
    ]


@pytest.mark.parametrize(
    ("most", "lines"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (7, [0, 2, 4, 6, 8]),
        (48, [0, 10, 20, 30, 40, 50]),
        (101, [0, 50, 100, 150]),
        (2018, [0, 500, 1000, 1500, 2000, 2500]),
    ],
)
def test_grid_lines_stand_at_round_numbers(most: int, lines: list[int]) -> None:
    assert grid(most) == lines


@pytest.mark.parametrize("most", [3, 17, 999, 12_345, 10**12 + 1])
def test_a_grid_is_never_crowded_and_always_reaches_the_top(most: int) -> None:
    lines = grid(most)
    assert 2 <= len(lines) <= 7
    assert lines[-2] < most <= lines[-1]


def test_bars_are_as_tall_as_their_clicks_and_stand_on_the_base_line() -> None:
    chart = bar_chart(buckets(1, 2, 0, 4), "day", "UTC")
    heights = [bar.height for bar in chart.bars]
    assert heights == pytest.approx([heights[3] / 4, heights[3] / 2, 0, heights[3]], abs=0.02)
    assert all(bar.y + bar.height == pytest.approx(chart.base, abs=0.02) for bar in chart.bars)


def test_a_bar_reaches_the_grid_line_of_its_number() -> None:
    chart = bar_chart(buckets(1, 2, 4), "day", "UTC")
    assert chart.bars[1].y == next(tick.at for tick in chart.y_ticks if tick.label == "2")
    assert [tick.label for tick in bar_chart(buckets(2018), "day", "UTC").y_ticks][-1] == "2,500"


def test_everything_stays_inside_the_picture_and_bars_never_touch() -> None:
    chart = bar_chart(buckets(*range(90)), "day", "UTC", width=400, height=100)
    assert all(chart.left <= bar.x and bar.x + bar.width <= chart.right + 0.01 for bar in chart.bars)
    assert all(0 <= bar.y <= chart.base for bar in chart.bars)
    assert all(left.x + left.width < right.x for left, right in zip(chart.bars, chart.bars[1:], strict=False))
    assert all(0 <= tick.at <= 400 for tick in chart.x_ticks)
    assert len(chart.x_ticks) <= 6


def test_no_buckets_make_an_empty_chart() -> None:
    chart = bar_chart([], "hour", "UTC")
    assert (chart.bars, chart.x_ticks, chart.total) == ([], [], 0)


def test_words_say_what_the_picture_shows() -> None:
    chart = bar_chart(buckets(0, 1, 1234, start=ms("2026-11-22T00:00Z")), "day", "UTC")
    assert [bar.label for bar in chart.bars] == [
        "Sun 22 Nov 2026: 0 clicks",
        "Mon 23 Nov 2026: 1 click",
        "Tue 24 Nov 2026: 1,234 clicks",
    ]
    assert chart.title == "Clicks per day"
    assert chart.desc == "1,235 clicks in all; most: Tue 24 Nov 2026: 1,234 clicks."
    assert bar_chart(buckets(0), "day", "UTC").desc == "No clicks in this time."


def test_labels_are_in_the_time_zone_of_the_reader() -> None:
    bucket = buckets(5, start=ms("2026-11-22T23:15Z"), width=HOUR_MS)[0]
    assert label_of(bucket, "hour", "Asia/Kathmandu") == "Mon 23 Nov 2026, 05:00–06:00"
    chart = bar_chart([bucket], "hour", "Asia/Kathmandu")
    assert [tick.label for tick in chart.x_ticks] == ["05:00"]
    assert [tick.label for tick in bar_chart([bucket], "day", "Asia/Kathmandu").x_ticks] == ["23 Nov"]


def test_an_earlier_period_is_a_line_of_steps_on_the_same_scale() -> None:
    chart = bar_chart(buckets(1, 2), "day", "UTC", earlier=buckets(4, 0, 9), width=256, height=132)
    assert [tick.label for tick in chart.y_ticks][-1] == "10"
    tops = [chart.base - share * (chart.base - 8) for share in (0.4, 0)]
    assert chart.beside == f"M48.0 {chart.base}V{tops[0]}H148.0V{tops[1]}H248.0"
    assert [bar.label.partition(": ")[2] for bar in chart.bars] == ["1 click, 4 before", "2 clicks, 0 before"]


def test_a_shorter_earlier_period_ends_its_line_early() -> None:
    chart = bar_chart(buckets(1, 2, 3), "day", "UTC", earlier=buckets(2))
    assert [bar.earlier for bar in chart.bars] == [2, None, None]
    assert chart.beside.count("H") == 1
    assert bar_chart(buckets(1), "day", "UTC").beside == ""


@pytest.mark.parametrize(("days", "part"), [(0, 0), (1, 0.25), (1.5, 0.375), (4, 1), (-3, 0), (99, 1)])
def test_a_moment_has_its_place_on_the_axis(days: float, part: float) -> None:
    found = buckets(1, 0, 0, 2)
    chart = bar_chart(found, "day", "UTC")
    at = place(chart, found, int(days * DAY_MS))
    assert at == pytest.approx(chart.left + part * (chart.right - chart.left), abs=0.01)


def test_a_week_or_month_that_is_cut_says_which_days_it_has() -> None:
    monday, end = ms("2026-10-26T00:00Z"), ms("2026-11-02T00:00Z")
    assert label_of(Bucket(monday, end, 1, {}), "week", "UTC") == "Week from Mon 26 Oct 2026"
    cut = Bucket(monday + DAY_MS, end, 1, {})
    assert label_of(cut, "week", "UTC") == "Tue 27 Oct 2026 to Sun 1 Nov 2026"
    assert label_of(cut, "month", "UTC") == "Tue 27 Oct 2026 to Sun 1 Nov 2026"
