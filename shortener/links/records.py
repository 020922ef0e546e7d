"""What the caches of the redirect read: records of slugs, hosts, and which of them changed since."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, false, func, or_, select
from sqlalchemy.orm import Session

from shortener.links.changes import COUNTER
from shortener.links.site import load_site
from shortener.links.tables import Change, Counter, Domain, Link, Revision, Slug
from shortener.links.target import location
from shortener.redirect.record import DELETED, LIVE, OFF, Key, Record
from shortener.stores import Database

CHANGES = select(Change.number, Change.domain_id, Change.slug)
NEWEST = select(Counter.value).where(Counter.name == COUNTER)  # four times a second, so it is made once


def load_records(database: Database, keys: Sequence[Key]) -> tuple[int, dict[Key, Record]]:
    """A record for each slug that exists, alias or deleted too, and a change number that they are not older than."""
    asked: dict[int, list[str]] = {}
    for domain_id, slug in keys:
        asked.setdefault(domain_id, []).append(slug)
    with database.read() as session:
        number = _newest(session)
        wanted = (
            select(Slug.domain_id, Slug.slug, Slug.kind, Link, Revision.slug, Domain.id)
            .join(Link, Link.id == Slug.link_id)
            .join(Revision, Revision.id == Link.revision_id)
            .outerjoin(Domain, Domain.host == Revision.domain)
            .where(or_(false(), *(and_(Slug.domain_id == of, Slug.slug.in_(slugs)) for of, slugs in asked.items())))
        )
        rows = session.execute(wanted).all()
    return number, {
        (domain_id, slug): _record(link, kind, main, home or domain_id)
        for domain_id, slug, kind, link, main, home in rows
    }


def load_hosts(database: Database) -> dict[str, tuple[int, str]]:
    """Every host, aliases too, with the id and host of the domain it stands for."""
    with database.read() as session:
        return {host: (home.id, home.host) for host, home in load_site(session).homes.items()}


def newest_change(database: Database) -> int:
    with database.read() as session:
        return _newest(session)


def changes_since(database: Database, number: int, limit: int = 1000) -> tuple[bool, list[tuple[int, int, str]]]:
    """Rows (number, domain id, slug) after a number, in order, and whether they are complete.

    Never a part of one number's rows: what doesn't fit comes with the next call. Not complete means: drop everything
    and go on from `newest_change`. Rows were pruned, one number has more than `limit`, or a backup was restored.
    """
    with database.read() as session:
        newest = _newest(session)
        if newest == number:
            return True, []
        ordered = CHANGES.where(Change.number > number).order_by(Change.number, Change.domain_id, Change.slug)
        found = session.execute(ordered.limit(limit + 1)).all()
    rows = [(row.number, row.domain_id, row.slug) for row in found]
    if len(rows) > limit:
        rows = [row for row in rows if row[0] < rows[-1][0]]
    missing = newest < number or (newest > number and (not rows or rows[0][0] != number + 1))
    return (False, []) if missing else (True, rows)


def latest_changes(database: Database, most: int) -> tuple[int, list[tuple[int, int, str]]]:
    """The latest rows (number, domain id, slug) in order, and the number after which they are all."""
    with database.read() as session:
        newest = _newest(session)
        found = session.execute(CHANGES.order_by(Change.number.desc()).limit(most + 1)).all()
    rows = [(row.number, row.domain_id, row.slug) for row in reversed(found)]
    if len(rows) > most:
        rows = [row for row in rows if row[0] > rows[0][0]]  # of the first number some rows may be missing
    return (rows[0][0] - 1 if rows else newest), rows


def prune_changes(database: Database, older_than_ms: int) -> int:
    """Forgets changes from before a time, the newest excepted, and returns how many."""
    with database.write() as session:
        newest = session.scalar(select(func.max(Change.number))) or 0
        old = delete(Change).where(Change.changed_at < older_than_ms, Change.number < newest)
        return session.connection().execute(old).rowcount


def _newest(session: Session) -> int:
    return session.connection().scalar(NEWEST) or 0


def _record(link: Link, kind: str, slug: str, domain_id: int) -> Record:
    gone = kind == "deleted" or link.deleted_at is not None
    return Record(
        link_id=link.id,
        revision_id=link.revision_id or 0,
        domain_id=domain_id,
        slug=slug,
        location=location(link.target),
        status=link.status or 0,
        forward_query=link.forward_query,
        state=DELETED if gone else LIVE if link.enabled else OFF,
        starts_at=link.starts_at,
        ends_at=link.ends_at,
    )
