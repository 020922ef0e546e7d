"""Every link as one row, in columns that `shortener import csv` reads again."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from shortener.clock import now_ms
from shortener.links.reading import views_of
from shortener.links.tables import Link
from shortener.links.views import LinkView
from shortener.reports.moments import iso_ms
from shortener.reports.totals import Totals, totals
from shortener.stores import Database

PAGE = 1000


class LinkFileRow(msgspec.Struct, frozen=True):
    """One link that isn't deleted. `tags` and `aliases` are comma-separated; `status` None means the site's setting."""

    domain: str
    slug: str
    target: str
    title: str
    notes: str
    tags: str
    status: int | None
    state: str
    printed: bool
    forward_query: bool
    starts_at: str | None
    ends_at: str | None
    aliases: str
    clicks: int
    humans: int
    carried: int
    counter: int
    last_click_at: str | None
    created_at: str
    updated_at: str


LINK_COLUMNS = LinkFileRow.__struct_fields__


def link_rows(database: Database) -> Iterator[LinkFileRow]:
    """Oldest first, read in short pages."""
    after, now = 0, now_ms()
    while True:
        with database.read() as session:
            page = select(Link).where(Link.id > after, Link.deleted_at.is_(None)).order_by(Link.id).limit(PAGE)
            views = sorted(views_of(session, session.scalars(page).all()), key=lambda view: view.id)
            counts = totals(session, [view.id for view in views])
        yield from (_row(view, counts[view.id], now) for view in views)
        if len(views) < PAGE:
            return
        after = views[-1].id


def _row(view: LinkView, count: Totals, now: int) -> LinkFileRow:
    return LinkFileRow(
        *(view.domain, view.slug, view.target, view.title, view.notes, ",".join(view.tags), view.status),
        *(view.state(now), view.printed, view.forward_query, _time(view.starts_at), _time(view.ends_at)),
        *(",".join(view.aliases), count.clicks, count.humans, count.carried, count.counter),
        *(_time(count.last_at), iso_ms(view.created_at), iso_ms(view.updated_at)),
    )


def _time(at_ms: int | None) -> str | None:
    return None if at_ms is None else iso_ms(at_ms)
