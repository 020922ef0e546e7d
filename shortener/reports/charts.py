"""The geometry of a bar chart of clicks over time; a template draws it as SVG."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from itertools import zip_longest
from zoneinfo import ZoneInfo

import msgspec

from shortener.reports.periods import Unit, local_date, one_whole
from shortener.reports.series import Bucket
from shortener.sentences import Counted, Moment, Number, Words

LEFT, RIGHT, TOP, BOTTOM = 48.0, 8.0, 8.0, 24.0
LABEL_WIDTH = 72.0
MOST_GRID_LINES = 5
GAP = 0.2
PER: dict[Unit, str] = {
    "hour": Words("Clicks per hour"),
    "day": Words("Clicks per day"),
    "week": Words("Clicks per week"),
    "month": Words("Clicks per month"),
}


class Frame(msgspec.Struct, frozen=True):
    """Where bars stand: y of the base line, units of height a click, units of width a bucket."""

    base: float
    scale: float
    slot: float


class Bar(msgspec.Struct, frozen=True):
    """One bucket: its rectangle in the chart's units, and its words, such as "Mon 23 Nov 2026: 5 clicks".

    `when` is what they begin with.

    `earlier` are the clicks of its counterpart in the period beside it, where there is one.
    """

    x: float
    y: float
    width: float
    height: float
    clicks: int
    label: str
    when: str
    earlier: int | None = None


class Tick(msgspec.Struct, frozen=True):
    """A place on an axis (y of a grid line, or x of the middle of a bar) and what is written there."""

    at: float
    label: str


class Chart(msgspec.Struct, frozen=True):
    """All that a template needs for `<svg viewBox="0 0 width height">`; `title` and `desc` are for those who can't see.

    Bars and grid lines stand between `left` and `right`, the base line is at `base`. `beside` is the path of an earlier
    period's clicks, as steps over the bars, or empty.
    """

    width: float
    height: float
    left: float
    right: float
    base: float
    bars: list[Bar]
    y_ticks: list[Tick]
    x_ticks: list[Tick]
    total: int
    title: str
    desc: str
    beside: str = ""


def bar_chart(
    buckets: Sequence[Bucket],
    unit: Unit,
    zone: str,
    *,
    earlier: Sequence[Bucket] = (),
    width: float = 720,
    height: float = 220,
) -> Chart:
    """A bar for every bucket, times written as in the zone; `earlier` are another period's, in order."""
    steps = grid(max((bucket.clicks for bucket in (*buckets, *earlier)), default=0))
    base, right = height - BOTTOM, width - RIGHT
    frame = Frame(base, (base - TOP) / steps[-1], (right - LEFT) / max(len(buckets), 1))
    before = [bucket.clicks for bucket in earlier[: len(buckets)]]
    pairs = zip_longest(buckets, before)
    bars = [_bar(frame, number, one, then, label_of(one, unit, zone)) for number, (one, then) in enumerate(pairs)]
    total = sum(bucket.clicks for bucket in buckets)
    return Chart(
        *(width, height, LEFT, right, base),
        bars=bars,
        y_ticks=[Tick(_round(base - step * frame.scale), Number(step)) for step in steps],
        x_ticks=_x_ticks(buckets, frame.slot, unit, zone),
        total=total,
        title=PER[unit],
        desc=_desc(bars, total),
        beside=_steps(frame, before),
    )


def place(chart: Chart, buckets: Sequence[Bucket], at_ms: int) -> float:
    """Where on the time axis a moment is; one outside of it is at its nearer end."""
    number = min(max(bisect_right(buckets, at_ms, key=lambda one: one.start_ms) - 1, 0), len(buckets) - 1)
    bucket, slot = buckets[number], (chart.right - chart.left) / len(buckets)
    part = (at_ms - bucket.start_ms) / (bucket.end_ms - bucket.start_ms)
    return _round(chart.left + (number + min(max(part, 0), 1)) * slot)


def grid(most: int) -> list[int]:
    """Round numbers from 0 up to `most` or just beyond: steps of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * MOST_GRID_LINES >= most:
                return list(range(0, max(most + step - 1, step) // step * step + 1, step))
        power *= 10


def label_of(bucket: Bucket, unit: Unit, zone: str) -> str:
    start, end = (dt.datetime.fromtimestamp(ms / 1000, ZoneInfo(zone)) for ms in (bucket.start_ms, bucket.end_ms))
    day = Moment(start, "%a %-d %b %Y")
    if unit in {"week", "month"} and not _is_whole(bucket, unit, zone):
        last = dt.datetime.fromtimestamp((bucket.end_ms - 1) / 1000, ZoneInfo(zone))
        return Words("%(first)s to %(last)s", first=day, last=Moment(last, "%a %-d %b %Y"))
    if unit == "month":
        return Moment(start, "%b %Y")
    if unit in {"day", "week"}:
        return day if unit == "day" else Words("Week from %(day)s", day=day)
    return Words("%(day)s, %(from)s–%(to)s", **{"day": day, "from": format(start, "%H:%M"), "to": format(end, "%H:%M")})


def _is_whole(bucket: Bucket, unit: Unit, zone: str) -> bool:
    whole = one_whole(unit, local_date(bucket.start_ms, zone), zone)
    return (whole.since_ms, whole.until_ms) == (bucket.start_ms, bucket.end_ms)


def _bar(frame: Frame, number: int, bucket: Bucket, earlier: int | None, label: str) -> Bar:
    tall = bucket.clicks * frame.scale
    words: str = Counted("%(when)s: %(num)s click", "%(when)s: %(num)s clicks", bucket.clicks, when=label)
    if earlier is not None:
        words = Words("%(clicks)s, %(earlier)s before", clicks=words, earlier=Number(earlier))
    x, width = LEFT + (number + GAP / 2) * frame.slot, frame.slot * (1 - GAP)
    return Bar(_round(x), _round(frame.base - tall), _round(width), _round(tall), bucket.clicks, words, label, earlier)


def _steps(frame: Frame, counts: Sequence[int]) -> str:
    """A line that goes over each bucket at the height of its count."""
    corners = (
        f"V{_round(frame.base - count * frame.scale)}H{_round(LEFT + (number + 1) * frame.slot)}"
        for number, count in enumerate(counts)
    )
    return f"M{LEFT} {_round(frame.base)}{''.join(corners)}" if counts else ""


def _x_ticks(buckets: Sequence[Bucket], slot: float, unit: Unit, zone: str) -> list[Tick]:
    """A label under every nth bar, as many as there is room for."""
    every = max(1, -(-LABEL_WIDTH // slot)) if slot else 1
    chosen = range(0, len(buckets), int(every))
    return [
        Tick(_round(LEFT + (number + 0.5) * slot), _short(buckets[number].start_ms, unit, zone)) for number in chosen
    ]


def _short(at_ms: int, unit: Unit, zone: str) -> str:
    at = dt.datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone))
    if unit == "month":
        return Moment(at, "%b %Y")
    return Moment(at, "%-d %b") if unit in {"day", "week"} else f"{at:%H:%M}"


def _desc(bars: list[Bar], total: int) -> str:
    if not total:
        return Words("No clicks in this time.")
    most = max(bars, key=lambda bar: bar.clicks).label
    return Counted("%(num)s click in all; most: %(most)s.", "%(num)s clicks in all; most: %(most)s.", total, most=most)


def _round(number: float) -> float:
    return round(number, 2)
