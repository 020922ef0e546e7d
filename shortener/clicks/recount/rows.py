"""Stored clicks as a second look reads and writes them: what they count under, and what the rules ask for."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.columns import Clicks
from shortener.clicks.rebuild.rows import NAMES as COUNTED
from shortener.clicks.rebuild.rows import Place, page_of, rows_with
from shortener.clicks.tables import clicks


class Kept(NamedTuple):
    """A row, with its agent's columns; first those that counts are made of, in the order of COUNTED."""

    id: int
    clicked_at: int
    link_id: int
    visitor_class: str
    visitor: int | None
    referrer_host: str | None
    family: int | None
    country: str | None
    channel: str | None
    language: str | None
    status: int
    method: str
    via: str
    campaign: str | None
    browser: str | None
    os: str | None
    device: str | None
    reason: str | None
    rules_version: str | None
    purpose: str | None
    agent_id: int | None
    agent: str | None

    @property
    def counted(self) -> tuple[object, ...]:
        return self[: len(COUNTED)]


NAMES = (*COUNTED, "rules_version", "purpose", "agent_id", "agent")
CHANGED = ("class", "reason", "rules_version", "agent_id")


def page(session: Session, after: Place, end: int, most: int, *, lock: bool = False) -> list[Kept]:
    """Rows after a place and before a moment, in the order of time; none of them goes away while they are locked."""
    found = page_of(NAMES, after, end, most)
    return list(map(Kept._make, session.execute(found.with_for_update(of=clicks) if lock else found)))


def locked(session: Session, numbers: Sequence[int], since: int, end: int) -> list[Kept]:
    """Rows of these ids and between these moments, by which the right partition is found."""
    c = clicks.c
    found = rows_with(NAMES).where(is_among(c.id, session, numbers), c.clicked_at >= since, c.clicked_at < end)
    found = found.order_by(c.clicked_at, c.id).with_for_update(of=clicks)
    return list(map(Kept._make, session.execute(found)))


def as_columns(rows: Sequence[Kept]) -> Clicks:
    return Clicks.of(NAMES, rows)


def write(session: Session, rows: Sequence[Kept]) -> None:
    """Puts what a second look may change in the place of what is stored."""
    c = clicks.c
    these = (c.id == bindparam("this_id"), c.clicked_at == bindparam("this_moment"))
    statement = update(clicks).where(*these).values({name: bindparam(f"new_{name}") for name in CHANGED})
    if rows:
        session.connection().execute(statement, list(map(_values, rows)))


def _values(row: Kept) -> dict[str, object]:
    new = (row.visitor_class, row.reason, row.rules_version, row.agent_id)
    named = {f"new_{name}": value for name, value in zip(CHANGED, new, strict=True)}
    return {"this_id": row.id, "this_moment": row.clicked_at, **named}
