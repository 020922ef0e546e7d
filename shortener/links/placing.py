"""Gives links their slugs; the database's unique constraint alone decides who gets one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shortener.links.errors import Refused, shown, spoken_time
from shortener.links.finding import link_by_id, slug_row
from shortener.links.lookalikes import fold
from shortener.links.rules import Rules
from shortener.links.site import Home
from shortener.links.slug import check, random_slug
from shortener.links.tables import Link, Slug
from shortener.sentences import Words

TRIES, GROWTH = 8, 8  # tries of each length, and how many characters longer than usual a random slug may become
_INSERT = insert(Slug.metadata.tables[Slug.__tablename__])  # an import makes thousands, so without the ORM's detours


def place(session: Session, link: Link, home: Home, slug: str, rules: Rules, *, only: int | None = None) -> str:
    """The main slug that a new link gets: the one asked for, or a random one where that is empty."""
    if slug:
        return place_named(session, link, home, check(slug, rules.reserved), only)
    for attempt in range(TRIES * (GROWTH + 1)):
        key = random_slug(rules.slug_length + attempt // TRIES)
        alike = select(Slug.id).where(Slug.domain_id == home.id, Slug.folded == fold(key)).limit(1)
        if key not in rules.reserved and session.scalar(alike) is None and _insert(session, link, home, key):
            return key
    raise Refused(
        "slug",
        "taken",
        Words("No random slug is left on %(host)s; set SHORTENER_SLUG_LENGTH to a larger number.", host=home.host),
    )


def place_named(session: Session, link: Link, home: Home, key: str, only: int | None = None) -> str:
    """Where it is taken, who is to see `only` the links of one person isn't told by which of others."""
    if not _insert(session, link, home, key):
        raise _taken(session, home, key, only)
    return key


def place_all(session: Session, placed: Sequence[tuple[Link, Home, str]]) -> None:
    """Main slugs of new links, all of them at once."""
    try:
        with session.begin_nested():
            session.execute(_INSERT, [_row(*one) for one in placed])
    except IntegrityError as error:
        raise Refused("slug", "taken", Words("One of these slugs is taken, or comes twice.")) from error


def rename(session: Session, link: Link, home: Home, old: str, key: str, *, only: int | None) -> str:
    """The new main slug; the old one stays as an alias. One's own alias just changes places with it."""
    if key == old:
        return old
    main, row = slug_row(session, home.id, old), slug_row(session, home.id, key)
    if row is not None and row.link_id == link.id:
        row.kind = "main"
    else:
        place_named(session, link, home, key, only)
    if main is not None:
        main.kind = "alias"
    session.flush()
    return key


def slugs_of(session: Session, link: Link) -> list[Slug]:
    return slugs_of_all(session, [link.id])


def slugs_of_all(session: Session, link_ids: Sequence[int]) -> list[Slug]:
    return list(session.scalars(select(Slug).where(Slug.link_id.in_(link_ids))))


def refuse_taken(session: Session, home: Home, key: str, only: int | None = None) -> None:
    """Raises Refused when the slug can't be had any more; until it is asked for, somebody else may still get it."""
    if slug_row(session, home.id, key) is not None:
        raise _taken(session, home, key, only)


def _insert(session: Session, link: Link, home: Home, key: str) -> bool:
    try:
        with session.begin_nested():
            session.execute(_INSERT, _row(link, home, key))
    except IntegrityError:
        return False
    return True


def _row(link: Link, home: Home, key: str) -> dict[str, Any]:
    return {
        "domain_id": home.id,
        "slug": key,
        "folded": fold(key),
        "kind": "main",
        "link_id": link.id,
        "created_at": link.updated_at,
    }


def _taken(session: Session, home: Home, key: str, only: int | None) -> Refused:
    row = slug_row(session, home.id, key)
    link = link_by_id(session, row.link_id) if row else None
    if row is None or link is None or only not in {None, link.owner_id}:
        return Refused(
            "slug",
            "taken",
            Words("%(slug)s on %(host)s is taken; choose another slug.", slug=shown(key), host=home.host),
        )
    if row.kind != "deleted" or link.deleted_at is None:
        return Refused(
            "slug",
            "taken",
            Words(
                "%(slug)s on %(host)s is taken: it leads to %(target)s.",
                slug=shown(key),
                host=home.host,
                target=shown(link.target),
            ),
        )
    when = spoken_time(link.deleted_at)
    words = Words(
        "%(slug)s on %(host)s belonged to a link that was deleted at %(when)s and may still be in print; "
        "an admin can restore that link, or free the slug for a new one.",
        slug=shown(key),
        host=home.host,
        when=when,
    )
    return Refused("slug", "taken", words)
