"""A link's clicks over time as a drawing and as a table, with what was changed in that time marked on it."""

from collections.abc import Sequence

import msgspec

from shortener.admin.frame import zone
from shortener.admin.marks import Mark
from shortener.reports.charts import Bar, Chart, bar_chart, place
from shortener.reports.periods import Unit, local_date
from shortener.reports.series import Bucket


class Row(msgspec.Struct, frozen=True):
    """`earlier` is None where nothing stands beside."""

    label: str
    clicks: int
    earlier: int | None


class Drawing(msgspec.Struct, frozen=True):
    """A chart, and where on it each mark stands with its words."""

    chart: Chart
    marks: list[tuple[float, str]]


class Picture(msgspec.Struct, frozen=True):
    """One for wide screens and one for phones, with the same numbers as rows, the newest first.

    `days` are those of each bar, "2026-05-04" or "2026-05-04/2026-05-10", with spaces between; empty for a single day.
    """

    wide: Drawing
    slim: Drawing
    rows: list[Row]
    days: str


def picture(buckets: Sequence[Bucket], earlier: Sequence[Bucket], unit: Unit, marks: Sequence[Mark]) -> Picture:
    wide = bar_chart(buckets, unit, zone(), earlier=earlier, width=1080, height=240)
    slim = bar_chart(buckets, unit, zone(), earlier=earlier, width=320, height=200)
    rows = [_row(bar) for bar in reversed(wide.bars) if bar.clicks or bar.earlier]
    return Picture(_marked(wide, buckets, marks), _marked(slim, buckets, marks), rows, _days(buckets))


def _days(buckets: Sequence[Bucket]) -> str:
    found = [_days_of(bucket) for bucket in buckets]
    return " ".join(found) if len(set(found)) > 1 else ""


def _days_of(bucket: Bucket) -> str:
    first, last = (local_date(at, zone()).isoformat() for at in (bucket.start_ms, bucket.end_ms - 1))
    return first if first == last else f"{first}/{last}"


def _row(bar: Bar) -> Row:
    return Row(bar.when, bar.clicks, bar.earlier)


def _marked(chart: Chart, buckets: Sequence[Bucket], marks: Sequence[Mark]) -> Drawing:
    return Drawing(chart, [(place(chart, buckets, mark.at), mark.words) for mark in marks if buckets])
