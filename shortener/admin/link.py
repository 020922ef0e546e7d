"""One link's page: what it is, and its clicks as pictures and as numbers."""

import msgspec
from flask import Response
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.admin.frame import page, screen, zone
from shortener.admin.one import link_or_404, one_of
from shortener.clicks.breakdown import OTHER
from shortener.clock import now_ms
from shortener.reports.breakdown import Slice, breakdowns
from shortener.reports.charts import Chart, bar_chart
from shortener.reports.periods import Period, Unit, last_days, last_hours
from shortener.reports.scope import of_link
from shortener.reports.series import Bucket, series
from shortener.reports.totals import totals
from shortener.web.services import services

HOURS = (24, 48)
DAYS = (30, 90)
BREAKDOWNS = (
    ("channel", "Way here", "Unknown"),
    ("referrer_host", "Came from", "Typed, scanned or unknown"),
    ("country", "Country", "Unknown"),
    ("family", "Network", "Unknown"),
    ("reason", "Visitors", "Unknown"),
    ("browser", "Browser", "Unknown"),
    ("os", "System", "Unknown"),
    ("device", "Device", "Unknown"),
    ("language", "Language", "Unknown"),
    ("campaign", "Campaign", "None"),
)
SPOKEN = {"4": "IPv4", "6": "IPv6", OTHER: "Others"}
MOST_SHARES = 8


class Picture(msgspec.Struct, frozen=True):
    """A chart for wide screens and one for phones, with the same numbers as rows, the newest first."""

    chart: Chart
    slim: Chart
    rows: list[tuple[str, int]]


class Share(msgspec.Struct, frozen=True):
    """One line of a breakdown; `width` is out of 100."""

    name: str
    clicks: int
    width: float


@screen("/links/<int:link_id>", "read")
def link(link_id: int) -> Response:
    shown = link_or_404(link_id)
    hours, days, now = one_of("hours", HOURS), one_of("days", DAYS), now_ms()
    month = last_days(days, zone(), now)
    with services().database.read() as session:
        hourly = series(session, last_hours(hours, zone(), now), "hour", of_link(link_id))
        daily = series(session, month, "day", of_link(link_id))
        return page(
            "link",
            link=shown,
            totals=totals(session, [link_id])[link_id],
            hours=hours,
            days=days,
            day_hours=DAYS,
            hour_choices=HOURS,
            day_choices=DAYS,
            by_hour=picture(hourly, "hour"),
            by_day=picture(daily, "day"),
            shares=_shares(session, link_id, month),
            names=people.names(session),
        )


def picture(buckets: list[Bucket], unit: Unit) -> Picture:
    chart = bar_chart(buckets, unit, zone(), width=1080, height=240)
    slim = bar_chart(buckets, unit, zone(), width=320, height=200)
    labels = [bar.label.rpartition(":")[0] for bar in chart.bars]
    return Picture(chart, slim, [(label, bar.clicks) for label, bar in zip(labels, chart.bars, strict=True)][::-1])


def _shares(session: Session, link_id: int, period: Period) -> list[tuple[str, list[Share]]]:
    """The breakdowns that have something to say."""
    divided = breakdowns(session, of_link(link_id), period, [dimension for dimension, _, _ in BREAKDOWNS])
    found = [(title, _lines(divided[dimension], unknown)) for dimension, title, unknown in BREAKDOWNS]
    return [(title, lines) for title, lines in found if lines]


def _lines(slices: list[Slice], unknown: str) -> list[Share]:
    """The largest ones, and the rest as one line."""
    most = max((piece.clicks for piece in slices), default=0)
    named = [(SPOKEN.get(piece.value, piece.value) or unknown, piece.clicks) for piece in slices]
    rest = sum(clicks for _, clicks in named[MOST_SHARES:])
    lines = named[:MOST_SHARES] + ([("Others", rest)] if rest else [])
    return [Share(name, clicks, round(min(100.0, 100 * clicks / most), 1)) for name, clicks in lines if most]
