"""A link's last half hour, minute by minute, and its newest clicks; a script asks for it again while somebody looks."""

from flask import Response, url_for
from msgspec import Struct
from sqlalchemy.orm import Session

from shortener.admin.frame import go, page, screen, wants_part, zone
from shortener.admin.linkasked import PLACES, spoken
from shortener.admin.one import link_or_404
from shortener.admin.shown import clock
from shortener.admin.sparks import Spark, spark
from shortener.clicks.classes import BOT, HUMAN, PREFETCH, PREVIEW
from shortener.clock import now_ms
from shortener.reports.live import LiveClick, live
from shortener.reports.scope import of_link
from shortener.sentences import Words
from shortener.web.services import services

MOST_SHOWN = 8
VISITORS = {HUMAN: Words("Person"), BOT: Words("Robot"), PREVIEW: Words("Preview"), PREFETCH: Words("Fetched early")}


class Now(Struct, frozen=True):
    """`newest` are (time of day, country, way here, visitor) in words."""

    clicks: int
    spark: Spark
    newest: list[tuple[str, str, str, str]]


@screen("/links/<int:link_id>/live", "read")
def link_live(link_id: int) -> Response:
    link = link_or_404(link_id)
    if not wants_part("live"):
        return go(url_for("admin.link", link_id=link_id, _anchor="live"))
    with services().database.read() as session:
        return page("live", link=link, now=now_of(session, link_id))


def now_of(session: Session, link_id: int) -> Now:
    found = live(session, of_link(link_id), now_ms())
    newest = [_spoken(one) for one in found.newest[:MOST_SHOWN]]
    return Now(sum(found.minutes), spark(found.minutes, "minute"), newest)


def _spoken(one: LiveClick) -> tuple[str, str, str, str]:
    country, way = spoken(PLACES, one.country or ""), spoken("channel", one.channel or "")
    return (
        clock(one.at_ms, zone(), seconds=True),
        country,
        way,
        VISITORS.get(one.visitor_class, Words("Unknown visitor")),
    )
