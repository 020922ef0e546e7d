"""Clicks as webhooks tell them: of each quarter-hour, how many each link had; of visitors nothing at all."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.classes import HUMAN
from shortener.clicks.passed import EVERY_MS, not_past
from shortener.clicks.tables import clicks
from shortener.links.tables import Link, Revision
from shortener.reports.moments import iso_ms
from shortener.reports.periods import QUARTER_MS, quarter_of
from shortener.webhooks.events import CLICKS, Event, event_of
from shortener.webhooks.tables import Hook

MARGIN_MS = 2 * EVERY_MS  # by then a collector that has just begun has said how far it is
PATIENCE_MS = 2 * 3_600_000  # a node that is later than that isn't waited for
LINKS_A_MESSAGE, MOST_MESSAGES = 200, 25
NAMES = ("id", "domain", "slug", "clicks", "humans")
MOST_QUARTERS = 8  # that have clicks, at one time


class Ready(msgspec.Struct, frozen=True):
    """Quarter-hours that end by `until` may be told; those that end by `complete` have all their clicks."""

    until: int
    complete: int


def ready(session: Session, now: int) -> Ready:
    """By how far every node's collector is."""
    over = quarter_of(now - MARGIN_MS)
    complete = quarter_of(min([over, *not_past(session, over, now).values()]))
    return Ready(max(complete, min(over, quarter_of(now - PATIENCE_MS))), complete)


def click_events(session: Session, hook: Hook, now: int) -> Iterator[Event]:
    """The next quarter-hours, and the hook's position moved behind them; one without clicks is told to nobody."""
    until = ready(session, now)
    for _ in range(MOST_QUARTERS):
        c = clicks.c.clicked_at
        first = session.scalar(select(func.min(c)).where(c >= hook.clicks_before, c < until.until))
        if first is None:
            hook.clicks_before = max(hook.clicks_before, until.until)
            return
        begin = quarter_of(int(first))
        hook.clicks_before = begin + QUARTER_MS
        yield from _events_of(session, begin, complete=begin + QUARTER_MS <= until.complete)


def _events_of(session: Session, begin: int, *, complete: bool) -> Iterator[Event]:
    """A quarter-hour, the most followed links first, in messages of some links each."""
    counts = _counts(session, begin)
    told = counts[: LINKS_A_MESSAGE * MOST_MESSAGES]
    parts = [told[start : start + LINKS_A_MESSAGE] for start in range(0, len(told), LINKS_A_MESSAGE)]
    about = {
        "since": iso_ms(begin),
        "until": iso_ms(begin + QUARTER_MS),
        "complete": complete,
        **_sums(counts),
        "others": {"links": len(counts) - len(told), **_sums(counts[len(told) :])},
        "parts": len(parts),
    }
    for number, part in enumerate(parts, 1):
        data = about | {"part": number, "links": _named(session, part)}
        yield event_of(f"clicks_{begin // QUARTER_MS}_{number}", CLICKS, begin + QUARTER_MS, data)


def _counts(session: Session, begin: int) -> list[tuple[int, int, int]]:
    """(link, clicks, clicks by people) in the order of clicks."""
    c, many = clicks.c, func.count()
    wanted = select(c.link_id, c["class"], many).where(c.clicked_at >= begin, c.clicked_at < begin + QUARTER_MS)
    found: dict[int, tuple[int, int]] = {}
    for link_id, visitor_class, number in session.execute(wanted.group_by(c.link_id, c["class"])):
        all_of_them, people = found.get(link_id, (0, 0))
        found[link_id] = all_of_them + number, people + (number if visitor_class == HUMAN else 0)
    return sorted(((link, *numbers) for link, numbers in found.items()), key=lambda row: (-row[1], row[0]))


def _sums(counts: Sequence[tuple[int, int, int]]) -> dict[str, int]:
    return {"clicks": sum(row[1] for row in counts), "humans": sum(row[2] for row in counts)}


def _named(session: Session, counts: Sequence[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """With where each link is now; an import may have left clicks of none."""
    wanted = select(Link.id, Revision.domain, Revision.slug).join(Revision, Revision.id == Link.revision_id)
    found = session.execute(wanted.where(Link.id.in_([row[0] for row in counts])))
    places = {link: (domain, slug) for link, domain, slug in found}
    return [dict(zip(NAMES, (link, *places.get(link, ("", "")), *numbers), strict=True)) for link, *numbers in counts]
