"""Groups of misses as they are shown: with the sites that people came from, and the link they may have meant."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from shortener.clicks.misshosts import unpack_hosts
from shortener.links.nearest import Near, nearest
from shortener.links.reading import views_of
from shortener.links.tables import Link, Slug
from shortener.links.views import LinkView


class Meant(msgspec.Struct, frozen=True):
    """The nearest slug in use and its link; `slips` characters differ, 0 where it only looks another way."""

    slug: str
    slips: int
    link: LinkView


class MissRow(msgspec.Struct, frozen=True, kw_only=True):
    """One group. `domain` is empty where that is gone; `wanted` is the slug that a link needs to answer it.

    `referrers` are hosts with how many came from each, the most frequent first; `looks` says why a scanner may have
    asked; `meant` is the nearest link of an open one, or the very link where there is one.
    """

    id: int
    domain: str
    slug: str
    wanted: str
    outcome: str
    state: str
    count: int
    first_at: int
    last_at: int
    last_referrer: str | None
    referrers: list[tuple[str, int]]
    looks: str
    meant: Meant | None


def miss_rows(session: Session, rows: Sequence[RowMapping]) -> list[MissRow]:
    near = {row["id"]: found for row in rows if (found := _near(session, row))}
    links = session.scalars(select(Link).where(Link.id.in_({found.link_id for found in near.values()}))).all()
    views = {view.id: view for view in views_of(session, links)}
    return [_row(row, near.get(row["id"]), views) for row in rows]


def _near(session: Session, row: RowMapping) -> Near | None:
    """What scanners ask for is near nothing that people made, and isn't looked for."""
    if not row["host"] or row["state"] == "scanner":
        return None
    there = select(Slug.slug, Slug.link_id).where(Slug.domain_id == row["domain_id"])
    found = session.execute(there.where(Slug.slug.in_([row["slug"], row["wanted"] or row["slug"]]))).first()
    if found:
        return Near(found.slug, found.link_id, 0)
    return nearest(session, row["domain_id"], row["wanted"] or row["slug"]) if row["state"] == "open" else None


def _row(row: RowMapping, near: Near | None, views: dict[int, LinkView]) -> MissRow:
    hosts = unpack_hosts(row["referrers"]).items()
    return MissRow(
        id=row["id"],
        domain=row["host"] or "",
        slug=row["slug"],
        wanted=row["wanted"] or row["slug"],
        outcome=row["outcome"],
        state=row["state"],
        count=row["count"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        last_referrer=row["last_referrer"],
        referrers=sorted(hosts, key=lambda one: -one[1]),
        looks=row["looks"] or "",
        meant=Meant(near.slug, near.slips, views[near.link_id]) if near and near.link_id in views else None,
    )
