"""The kept rows of one day, in the order of time, as the rollups fold them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.columns import Clicks
from shortener.clicks.days import QUARTER_MS
from shortener.clicks.rollups.days import PLACE, PROGRAM, REFERRER
from shortener.clicks.tables import agents, clicks

PAGE = 20_000
OF_AGENT = ("browser", "os", "device", "agent")
Place = tuple[int, int]  # moment and id of a row
NAMES = ("id", "clicked_at", "link_id", "class", "visitor", REFERRER, *PLACE, *PROGRAM)


def rows_of_quarters(session: Session, quarters: range) -> Iterator[Clicks]:
    """Of these quarter-hours; at most PAGE rows are in memory."""
    after = quarters.start * QUARTER_MS, 0
    while page := session.execute(page_of(NAMES, after, quarters.stop * QUARTER_MS, PAGE)).all():
        yield Clicks.of(NAMES, page)
        after = page[-1][1], page[-1][0]


def page_of(names: Sequence[str], after: Place, end: int, most: int) -> Select[*tuple[Any, ...]]:
    """By time first, for which there is an index; from a row to a moment."""
    c = clicks.c
    found = rows_with(names).where(c.clicked_at >= after[0], c.clicked_at < end)
    found = found.where(or_(c.clicked_at > after[0], c.id > after[1]))
    return found.order_by(c.clicked_at, c.id).limit(most)


def rows_with(names: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Columns of clicks and of their agents."""
    columns = [agents.c[name] if name in OF_AGENT else clicks.c[name] for name in names]
    return select(*columns).select_from(clicks.outerjoin(agents, agents.c.id == clicks.c.agent_id))
