"""Which misses have a link by now: asked of the links once, and again where they changed since."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union, update
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.clicks.tables import misses
from shortener.clicks.zone import META, hold_zone
from shortener.links.changes import COUNTER
from shortener.links.tables import Change, Counter, Slug
from shortener.stores import Database, Meta, upsert

NAME = "misses made"  # the number of the last change of links that `made` knows of
AT_ONCE = 1000
MOST_CHANGES = 2000


def has_link() -> ColumnElement[bool]:
    """Whether a slug answers a group of misses, as it was asked for or in its repaired form; asks the links."""
    there = exists().where(Slug.domain_id == misses.c.domain_id)
    as_asked, repaired = there.where(Slug.slug == misses.c.slug), there.where(Slug.slug == misses.c.wanted)
    return or_(as_asked, and_(misses.c.wanted.is_not(None), repaired))


def outdated(session: Session) -> list[int] | None:
    """Groups whose links changed since `made` was kept; None where these are too many, so that it may be any."""
    known = session.scalar(select(Meta.value).where(Meta.name == NAME))
    newest = _newest(session)
    if known is None or int(known) == newest:
        return []
    since = Change.number > int(known)
    first = session.scalar(select(func.min(Change.number)).where(since))
    some = select(Change.number).where(since).limit(MOST_CHANGES + 1).subquery()
    if first != int(known) + 1 or (session.scalar(select(func.count()).select_from(some)) or 0) > MOST_CHANGES:
        return None  # the first of them are forgotten, or there are a great many
    return list(session.scalars(_changed(since)))


def judge_made(database: Database) -> int:
    """Keeps `made` of all groups; how many were looked at, a transaction each thousand."""
    with database.write() as session:
        hold_zone(session)
        newest, old = _newest(session), outdated(session)
        if old != []:
            some = update(misses) if old is None else update(misses).where(is_among(misses.c.id, session, old))
            session.execute(some.values(made=None))
        session.execute(upsert(META, database.dialect, [{"name": NAME, "value": str(newest)}], put=("value",)))
    looked = after = 0
    while ids := _judge(database, after):
        looked, after = looked + len(ids), ids[-1]
    return looked


def _judge(database: Database, after: int) -> list[int]:
    """The next ones by number: PostgreSQL would go through all that were changed before to find those left over.

    No collector counts meanwhile. The links are read before anything is written, so that nobody waits for them.
    """
    c = misses.c
    unknown = select(c.id, has_link()).where(c.made.is_(None), c.id > after).order_by(c.id).limit(AT_ONCE)
    with database.write() as session:
        hold_zone(session)
        found = session.execute(unknown).all()
        for made in (True, False):
            _keep(session, [number for number, there in found if bool(there) is made], made=made)
    return [number for number, _ in found]


def _keep(session: Session, ids: Sequence[int], *, made: bool) -> None:
    if ids:
        session.execute(update(misses).where(is_among(misses.c.id, session, ids)).values(made=made))


def _changed(since: ColumnElement[bool]) -> Select[int]:
    """By both slugs that a group may have, each of which has an index."""
    c = misses.c
    ways = [
        select(c.id).join(Change, and_(Change.domain_id == c.domain_id, Change.slug == slug)).where(since)
        for slug in (c.slug, c.wanted)
    ]
    return select(union(*ways).subquery())


def _newest(session: Session) -> int:
    return session.scalar(select(Counter.value).where(Counter.name == COUNTER)) or 0
