"""Every click as one row, in the columns that other people's programs rely on, read a short page at a time."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.reports.lookups import Lookups
from shortener.reports.moments import iso_ms
from shortener.stores import Database

PAGE = 5000
UNSIGNED = (1 << 64) - 1


class ClickRow(msgspec.Struct, frozen=True, gc=False):
    """One click. Domain, slug and target are those that were served then; None is what isn't known.

    `requested` is set only where the visitor asked for another form than the link's own slug.
    """

    id: int
    clicked_at: str
    domain: str
    slug: str
    requested: str | None
    target: str
    status: int
    method: str
    via: str
    referrer: str | None
    referrer_host: str | None
    channel: str | None
    country: str | None
    ip_family: int | None
    ip_prefix: str | None
    browser: str | None
    os: str | None
    device: str | None
    language: str | None
    visitor_class: str
    visitor_reason: str | None
    rules_version: str | None
    visitor: str | None
    campaign: str | None
    node: str


CLICK_COLUMNS = ClickRow.__struct_fields__

STORED = (
    *(
        clicks.c[name]
        for name in ("id", "clicked_at", "revision_id", "requested", "status", "method", "via", "referrer")
    ),
    *(clicks.c[name] for name in ("referrer_host", "channel", "country", "family", "prefix", "agent_id", "language")),
    *(clicks.c[name] for name in ("class", "reason", "rules_version", "visitor", "campaign", "node")),
)


class Question(msgspec.Struct, frozen=True):
    """Which clicks: of one link or all, from `since` up to, not including, `until`; never beyond row `last_id`."""

    link_id: int | None
    since: int | None
    until: int | None
    last_id: int


def click_rows(
    database: Database, *, link_id: int | None = None, since: int | None = None, until: int | None = None
) -> Iterator[ClickRow]:
    """All clicks that are stored now, in order of id, or of time where a link or a period is asked for.

    No transaction is open while the caller is busy with a row.

    Times are milliseconds UTC. Clicks that are stored while this runs are left out.
    """
    with database.read() as session:
        question = Question(link_id, since, until, session.scalar(select(func.max(clicks.c.id))) or 0)
    lookups = Lookups()
    after = 0, 0
    while True:
        with database.read() as session:
            found = session.execute(_page(question, *after)).all()
            lookups.load(session, {row.revision_id for row in found}, {row.agent_id for row in found})
        for row in found:
            yield _row(row, lookups)
        if len(found) < PAGE:
            return
        after = found[-1].clicked_at, found[-1].id


def count_clicks(
    session: Session, *, link_id: int | None = None, since: int | None = None, until: int | None = None
) -> int:
    """How many rows `click_rows` would give now."""
    question = Question(link_id, since, until, session.scalar(select(func.max(clicks.c.id))) or 0)
    return int(session.scalar(_filtered(select(func.count()).select_from(clicks), question)) or 0)


def _page(question: Question, after_at: int, after_id: int) -> Select[*tuple[Any, ...]]:
    """Pages along an index: the key when all clicks are wanted, else the time of the click."""
    query = _filtered(select(*STORED), question).limit(PAGE)
    if question.link_id is None and question.since is None and question.until is None:
        return query.where(clicks.c.id > after_id).order_by(clicks.c.id)
    later = or_(clicks.c.clicked_at > after_at, clicks.c.id > after_id)
    return query.where(clicks.c.clicked_at >= after_at, later).order_by(clicks.c.clicked_at, clicks.c.id)


def _filtered(query: Select[*tuple[Any, ...]], question: Question) -> Select[*tuple[Any, ...]]:
    query = query.where(clicks.c.id <= question.last_id)
    if question.link_id is not None:
        query = query.where(clicks.c.link_id == question.link_id)
    if question.since is not None:
        query = query.where(clicks.c.clicked_at >= question.since)
    if question.until is not None:
        query = query.where(clicks.c.clicked_at < question.until)
    return query


def _row(stored: Row[*tuple[Any, ...]], lookups: Lookups) -> ClickRow:
    """Takes the columns of STORED apart by their order, because this runs once a click."""
    (number, at, revision_id, requested, status, method, via, referrer, referrer_host, channel, country) = stored[:11]
    (family, prefix, agent_id, language, visitor_class, reason, rules, visitor, campaign, node) = stored[11:]
    served, agent = lookups.served[revision_id], lookups.agents[agent_id]
    return ClickRow(
        *(number, iso_ms(at), served.domain, served.slug, requested, served.target, status, method, via),
        *(referrer, referrer_host, channel, country, family, prefix, agent.browser, agent.os, agent.device, language),
        *(visitor_class, reason, rules, None if visitor is None else f"{visitor & UNSIGNED:016x}", campaign, node),
    )
