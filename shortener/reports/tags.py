"""The words that people can filter links by."""

import msgspec
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from shortener.links.tables import Link, Tag, link_tags

MOST_TAGS = 500


class TagCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tag and how many links have it, deleted ones left out; the colour is a CSS hex colour or empty."""

    name: str
    colour: str
    links: int


def tag_names(session: Session) -> list[str]:
    """Tags that some link has, in alphabetical order; the first 500."""
    used = exists().where(link_tags.c.tag_id == Tag.id)
    return list(session.scalars(select(Tag.name).where(used).order_by(Tag.name).limit(MOST_TAGS)))


def tag_count(session: Session, name: str) -> TagCount | None:
    """Of one tag, by its exact name."""
    found = session.execute(_counted().where(Tag.name == name)).one_or_none()
    return TagCount(*found) if found else None


def tag_counts(session: Session, after: str, limit: int) -> list[TagCount]:
    """In the order of their names, from the one after a name on; tags that no link has any more too."""
    rows = session.execute(_counted().where(Tag.name > after).order_by(Tag.name).limit(limit))
    return [TagCount(name, colour, links) for name, colour, links in rows]


def tag_colours(session: Session) -> dict[str, str]:
    """Of those that have one, by name."""
    rows = session.execute(select(Tag.name, Tag.colour).where(Tag.colour != "")).all()
    return {row.name: row.colour for row in rows}


def _counted() -> Select[str, str, int]:
    """All that have it, by its index alone, without the few that are deleted: to look at each link takes longer."""
    deleted = link_tags.c.link_id.in_(select(Link.id).where(Link.deleted_at.is_not(None)))
    gone = select(link_tags.c.tag_id, func.count().label("links")).where(deleted)
    lost = gone.group_by(link_tags.c.tag_id).subquery()
    every = select(func.count()).where(link_tags.c.tag_id == Tag.id).scalar_subquery()
    kept = every - func.coalesce(lost.c.links, 0)
    return select(Tag.name, Tag.colour, kept).outerjoin(lost, lost.c.tag_id == Tag.id)
