"""What was changed last, whichever link it was: who did what, when and why."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.tables import Revision


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
    r = Revision
    columns = (r.link_id, r.action, r.changed_at, r.changed_by_id, r.reason, r.domain, r.slug, r.target)
    rows = session.execute(select(*columns).order_by(r.id.desc()).limit(most))
    return [Recent(*row) for row in rows]
