"""Every slug there is, alias or deleted too, a page at a time: for whoever takes all of them elsewhere."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Select, and_, func, or_, select

from shortener.links.tables import Link, Slug
from shortener.stores import Database

PAGE = 1000


class Printed(NamedTuple):
    """A slug of one domain, and what its link says apart from where it leads now."""

    slug: str
    folded: str
    kind: str
    target: str
    title: str
    created_at: int


def count_slugs(database: Database, domain_ids: Sequence[int]) -> int:
    with database.read() as session:
        counted = select(func.count()).select_from(Slug).where(Slug.domain_id.in_(domain_ids))
        return int(session.scalar(counted) or 0)


def slug_pages(database: Database, domain_id: int) -> Iterator[list[Printed]]:
    """Those that look alike follow each other; each page is read in a moment of its own."""
    wanted = (
        select(Slug.slug, Slug.folded, Slug.kind, Link.target, Link.title, Link.created_at)
        .join(Link, Link.id == Slug.link_id)
        .where(Slug.domain_id == domain_id)
        .order_by(Slug.folded, Slug.slug)
        .limit(PAGE)
    )
    page = _read(database, wanted)
    while page:
        yield page
        last = page[-1]
        beyond = or_(Slug.folded > last.folded, and_(Slug.folded == last.folded, Slug.slug > last.slug))
        page = _read(database, wanted.where(beyond)) if len(page) == PAGE else []


def _read(database: Database, wanted: Select[str, str, str, str, str, int]) -> list[Printed]:
    with database.read() as session:
        return [Printed(*row) for row in session.execute(wanted)]
