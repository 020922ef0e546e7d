"""A click as one row, in the columns that other people's programs rely on."""

from typing import Any

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.reports.export.wanted import Place, Wanted, page_of
from shortener.reports.lookups import Lookups
from shortener.reports.moments import iso_ms

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


def rows_of(session: Session, lookups: Lookups, wanted: Wanted, after: Place) -> tuple[list[ClickRow], Place]:
    """A page of rows, and where the next one starts."""
    found = session.execute(page_of(select(*STORED), wanted, after)).all()
    lookups.load(session, {row.revision_id for row in found}, {row.agent_id for row in found})
    last = (found[-1].clicked_at, found[-1].id) if found else after
    return [_row(row, lookups) for row in found], last


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
