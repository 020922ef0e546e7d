"""The overview: how the day and the week go, which links people follow, what waits for somebody, and who did what."""

from collections.abc import Sequence

from flask import Response, url_for
from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.accounts.people import names
from shortener.accounts.roles import may
from shortener.admin.frame import me, page, screen, short, zone
from shortener.admin.picture import picture
from shortener.admin.shares import Share, width
from shortener.admin.spans import DAYS
from shortener.clicks.classes import HUMAN
from shortener.clock import now_ms
from shortener.reports.changes import recent_changes
from shortener.reports.misses import MOST_LISTED, MissQuery, list_misses
from shortener.reports.periods import last_days
from shortener.reports.series import Bucket, series
from shortener.reports.top import TopLink, top_links
from shortener.web.services import services

WEEK = DAYS["7d"]
TOP, MISSED, CHANGES = 8, 5, 6


class Figures(Struct, frozen=True):
    """Clicks, and those of people among them, of today and of the last seven days; and those of the days before."""

    today: int
    today_people: int
    yesterday: int
    week: int
    week_people: int
    week_before: int


@screen("/overview", "all")
def overview() -> Response:
    now = now_ms()
    with services().database.read() as session:
        days = series(session, last_days(2 * WEEK, zone(), now), "day")
        return page(
            "overview",
            figures=figures(days),
            picture=picture(days[-WEEK:], days[:WEEK], "day", []),
            top=_top(session, now),
            missed=list_misses(session, MissQuery(per_page=MISSED)),
            most=MOST_LISTED,
            changes=recent_changes(session, CHANGES),
            names=names(session),
            health=may(me(), "people"),
        )


def figures(days: Sequence[Bucket]) -> Figures:
    """Of two weeks, today last."""
    clicks, people = [day.clicks for day in days], [day.by_class.get(HUMAN, 0) for day in days]
    return Figures(
        clicks[-1], people[-1], clicks[-2], sum(clicks[-WEEK:]), sum(people[-WEEK:]), sum(clicks[-2 * WEEK : -WEEK])
    )


def _top(session: Session, now: int) -> list[Share]:
    """Those that nobody followed are left out."""
    found = [one for one in top_links(session, last_days(WEEK, zone(), now), TOP) if one.clicks]
    most = found[0].clicks if found else 1
    return [_share(one, most) for one in found]


def _share(one: TopLink, most: int) -> Share:
    place = short(one.link)
    words = f"{place.host}/{place.slug}"
    return Share(words, one.clicks, width(one.clicks, most), url_for("admin.link", link_id=one.link.id))
