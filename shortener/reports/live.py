"""The last half hour, minute by minute, from the clicks themselves: cheap enough to be asked again and again."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.links.tables import Revision
from shortener.reports.scope import Scope

MINUTE_MS = 60_000
MINUTES = 30
MOST_SHOWN = 20


class LiveClick(msgspec.Struct, frozen=True):
    """One of the newest clicks; `link` is its short address without scheme."""

    at_ms: int
    link: str
    country: str | None
    visitor_class: str
    channel: str | None


class Live(msgspec.Struct, frozen=True):
    """`minutes` are clicks of each minute, the one that runs now last."""

    until_ms: int
    minutes: list[int]
    newest: list[LiveClick]


def live(session: Session, scope: Scope, now: int) -> Live:
    """A click is seen once the collector has stored it, most often within a second."""
    end = now - now % MINUTE_MS + MINUTE_MS
    since = end - MINUTES * MINUTE_MS
    c = clicks.c
    within = [*scope.holds(c.link_id), c.clicked_at >= since, c.clicked_at < end]
    minute = ((c.clicked_at - since) // MINUTE_MS).label("minute")
    by_minute = session.execute(select(minute, func.count()).where(*within).group_by(minute))
    counts = {int(number): int(of_minute) for number, of_minute in by_minute}
    columns = c.clicked_at, Revision.domain, Revision.slug, c.country, c["class"], c.channel
    newest = select(*columns).outerjoin(Revision, Revision.id == c.revision_id).where(*within)
    rows = session.execute(newest.order_by(c.clicked_at.desc(), c.id.desc()).limit(MOST_SHOWN))
    shown = [LiveClick(at, f"{host}/{slug}", *rest) for at, host, slug, *rest in rows]
    return Live(end, [counts.get(number, 0) for number in range(MINUTES)], shown)
