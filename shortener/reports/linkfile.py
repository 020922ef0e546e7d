"""Every link as one row, in columns that `shortener import csv` reads again."""

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec
from sqlalchemy import Select, select

from shortener.clock import now_ms
from shortener.links.reading import views_of
from shortener.links.tables import Link
from shortener.links.views import LinkView
from shortener.reports.moments import iso_ms, iso_or_none
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
    after = 0
    while True:
        kept = select(Link).where(Link.id > after, Link.deleted_at.is_(None)).order_by(Link.id).limit(PAGE)
        rows = _read(database, kept)
        yield from rows.values()
        if len(rows) < PAGE:
            return
        after = max(rows)


def rows_of_links(database: Database, ids: Iterable[int]) -> Iterator[LinkFileRow]:
    """In the order of the ids, deleted ones too, read in short pages; an id without a link has no row."""
    left = iter(ids)
    while some := list(islice(left, PAGE)):
        rows = _read(database, select(Link).where(Link.id.in_(some)))
        yield from (rows[number] for number in some if number in rows)


def _read(database: Database, links: Select[Link]) -> dict[int, LinkFileRow]:
    """By id, in the order of ids."""
    now = now_ms()
    with database.read() as session:
        views = sorted(views_of(session, session.scalars(links).all()), key=lambda view: view.id)
        counts = totals(session, [view.id for view in views])
    return {view.id: _row(view, counts[view.id], now) for view in views}


def _row(view: LinkView, count: Totals, now: int) -> LinkFileRow:
    return LinkFileRow(
        *(view.domain, view.slug, view.target, view.title, view.notes, ",".join(view.tags), view.status),
        *(view.state(now), view.printed, view.forward_query, iso_or_none(view.starts_at), iso_or_none(view.ends_at)),
        *(",".join(view.aliases), count.clicks, count.humans, count.carried, count.counter),
        *(iso_or_none(count.last_at), iso_ms(view.created_at), iso_ms(view.updated_at)),
    )
