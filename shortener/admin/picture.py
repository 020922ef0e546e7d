"""A link's clicks over time as a drawing and as a table, with what was changed in that time marked on it."""

from collections.abc import Sequence

import msgspec

from shortener.admin.frame import zone
from shortener.admin.marks import Mark
from shortener.reports.charts import Bar, Chart, bar_chart, place
from shortener.reports.periods import Unit
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
    """One for wide screens and one for phones, with the same numbers as rows, the newest first."""

    wide: Drawing
    slim: Drawing
    rows: list[Row]


def picture(buckets: Sequence[Bucket], earlier: Sequence[Bucket], unit: Unit, marks: Sequence[Mark]) -> Picture:
    wide = bar_chart(buckets, unit, zone(), earlier=earlier, width=1080, height=240)
    slim = bar_chart(buckets, unit, zone(), earlier=earlier, width=320, height=200)
    rows = [_row(bar) for bar in reversed(wide.bars) if bar.clicks or bar.earlier]
    return Picture(_marked(wide, buckets, marks), _marked(slim, buckets, marks), rows)


def _row(bar: Bar) -> Row:
    return Row(bar.label.rpartition(":")[0], bar.clicks, bar.earlier)


def _marked(chart: Chart, buckets: Sequence[Bucket], marks: Sequence[Mark]) -> Drawing:
    return Drawing(chart, [(place(chart, buckets, mark.at), mark.words) for mark in marks if buckets])
