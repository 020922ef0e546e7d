"""Groups of misses as they are shown: with the sites that people came from, and the link they may have meant."""

from collections import defaultdict
from collections.abc import Sequence

import msgspec
from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from shortener.clicks.misshosts import unpack_hosts
from shortener.links.nearest import Near, nearest_of
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
    near = _near(session, rows)
    links = session.scalars(select(Link).where(Link.id.in_({found.link_id for found in near.values()}))).all()
    views = {view.id: view for view in views_of(session, links)}
    return [_row(row, near.get(row["id"]), views) for row in rows]


def _near(session: Session, rows: Sequence[RowMapping]) -> dict[int, Near]:
    """By the row's id. What scanners ask for is near nothing that people made, and isn't looked for."""
    found: dict[int, Near] = {}
    by_domain: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        if row["host"] and row["state"] != "scanner":
            by_domain[row["domain_id"]].append(row)
    for domain_id, some in by_domain.items():
        very = _very(session, domain_id, some)
        left = [row["wanted"] or row["slug"] for row in some if row["id"] not in very and row["state"] == "open"]
        meant = nearest_of(session, domain_id, left)
        found |= very | {row["id"]: meant[slug] for row in some if (slug := row["wanted"] or row["slug"]) in meant}
    return found


def _very(session: Session, domain_id: int, rows: Sequence[RowMapping]) -> dict[int, Near]:
    """Links that answer to what was asked for, or to its repaired form."""
    slugs = {slug for row in rows for slug in (row["slug"], row["wanted"]) if slug}
    there = select(Slug.slug, Slug.link_id).where(Slug.domain_id == domain_id, Slug.slug.in_(slugs))
    links = {row.slug: row.link_id for row in session.execute(there)}
    return {
        row["id"]: Near(slug, links[slug], 0)
        for row in rows
        if (slug := next((one for one in (row["slug"], row["wanted"]) if one in links), None))
    }


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
