"""Click totals of links and of the whole site, from the rollups that the collector keeps."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shortener.clicks.tables import link_totals
from shortener.links.tables import Link


class Totals(msgspec.Struct, frozen=True):
    """`clicks` counts every redirect, `humans` those of people; `carried` is a count taken over from another system.

    `counter` is what that system said itself, of `carried` clicks and of those that came in from its log.
    """

    clicks: int = 0
    humans: int = 0
    last_at: int | None = None
    carried: int = 0
    counter: int = 0


class SiteTotals(msgspec.Struct, frozen=True):
    """`links` are those that aren't deleted; `clicks` and `carried` include those of deleted links."""

    links: int
    clicks: int
    carried: int = 0


def totals(session: Session, link_ids: Sequence[int]) -> dict[int, Totals]:
    """One entry for every id asked for, zeros where nobody has clicked yet."""
    found = {link_id: Totals() for link_id in link_ids}
    rows = session.execute(select(link_totals).where(link_totals.c.link_id.in_(found)))
    return found | {
        row.link_id: Totals(row.clicks, row.humans, row.last_at if row.clicks else None, row.carried, row.counter)
        for row in rows
    }


def site_totals(session: Session) -> SiteTotals:
    every = select(func.count()).select_from(Link)
    gone = every.where(Link.deleted_at.is_not(None))  # there is an index of them, and none of all others
    links = session.scalar(select(every.scalar_subquery() - gone.scalar_subquery()))
    clicks, carried = session.execute(select(func.sum(link_totals.c.clicks), func.sum(link_totals.c.carried))).one()
    return SiteTotals(int(links or 0), int(clicks or 0), int(carried or 0))
