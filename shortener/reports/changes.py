"""What was changed last, whichever link it was: who did what, when and why."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.tables import Revision
from shortener.stores import Database

AT_ONCE = 1000


class Recent(msgspec.Struct, frozen=True):
    """One change; `domain`, `slug` and `target` as they were from then on, `by` is a person's id or None."""

    link_id: int
    action: str
    changed_at: int
    by: int | None
    reason: str
    domain: str
    slug: str
    target: str


def recent_changes(session: Session, most: int) -> list[Recent]:
    """Newest first."""
    return [change for _, change in changes_before(session, most)]


def changes_before(
    session: Session, most: int, before: int | None = None, by: int | None = None
) -> list[tuple[int, Recent]]:
    """Each with its number, newest first: those below the number `before`, and of one person if `by` says so."""
    r = Revision
    columns = (r.id, r.link_id, r.action, r.changed_at, r.changed_by_id, r.reason, r.domain, r.slug, r.target)
    wanted = select(*columns).order_by(r.id.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(r.id < before)
    if by is not None:
        wanted = wanted.where(r.changed_by_id == by)
    return [(row[0], Recent(*row[1:])) for row in session.execute(wanted)]


def every_change(database: Database, by: int | None = None) -> Iterator[Recent]:
    """All of them, newest first, read page by page."""
    before = None
    while True:
        with database.read() as session:
            page = changes_before(session, AT_ONCE, before, by)
        yield from (change for _, change in page)
        if len(page) < AT_ONCE:
            return
        before = page[-1][0]
