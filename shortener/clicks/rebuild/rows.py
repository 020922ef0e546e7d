"""The kept rows of one day, in the order of time, as the rollups fold them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.columns import Clicks
from shortener.clicks.days import QUARTER_MS
from shortener.clicks.rollups.days import PLACE, PROGRAM, REFERRER
from shortener.clicks.tables import agents, clicks

PAGE = 20_000
OF_AGENT = ("browser", "os", "device")
NAMES = ("id", "clicked_at", "link_id", "class", "visitor", REFERRER, *PLACE, *PROGRAM)


def rows_of_quarters(session: Session, quarters: range) -> Iterator[Clicks]:
    """Of these quarter-hours; at most PAGE rows are in memory."""
    after = quarters.start * QUARTER_MS, 0
    while page := session.execute(_page(*after, quarters.stop * QUARTER_MS)).all():
        yield Clicks.of(NAMES, page)
        after = page[-1][1], page[-1][0]


def _page(after_at: int, after_id: int, end: int) -> Select[*tuple[Any, ...]]:
    """By time first, for which there is an index."""
    c = clicks.c
    columns = [agents.c[name] if name in OF_AGENT else c[name] for name in NAMES]
    found = select(*columns).select_from(clicks.outerjoin(agents, agents.c.id == c.agent_id))
    found = found.where(c.clicked_at >= after_at, c.clicked_at < end)
    found = found.where(or_(c.clicked_at > after_at, c.id > after_id))
    return found.order_by(c.clicked_at, c.id).limit(PAGE)
