"""The words that people can filter links by."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from shortener.links.tables import Tag, link_tags

MOST_TAGS = 500


def tag_names(session: Session) -> list[str]:
    """Tags that some link has, in alphabetical order; the first 500."""
    used = exists().where(link_tags.c.tag_id == Tag.id)
    return list(session.scalars(select(Tag.name).where(used).order_by(Tag.name).limit(MOST_TAGS)))
