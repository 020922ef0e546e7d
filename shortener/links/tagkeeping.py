"""Looks after the tags themselves, for all links that have them: renames, colours, makes two one, removes."""

import re

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.orm import Session

from shortener.links.errors import NotFound, Refused, shown
from shortener.links.fields import check_new_tag, tag_names
from shortener.links.tables import Tag, link_tags
from shortener.sentences import Words

COLOUR = re.compile(r"#[0-9a-f]{6}")


def find_tag(session: Session, name: str) -> Tag | None:
    """By its name in any case."""
    names = tag_names((name,))
    if not names:
        return None
    (folded,) = names
    return next((tag for tag in session.scalars(select(Tag)) if tag.name.casefold() == folded), None)


def change_tag(session: Session, name: str, new_name: str | None, colour: str | None, *, merge: bool) -> str:
    """Its name from now on; None leaves what there is.

    Where another tag is called so already, the links get that one as it is, if `merge`.
    """
    tag = _known(session, name)
    wanted = list(tag_names((tag.name if new_name is None else new_name,), "name").values())
    if not wanted:
        raise Refused("name", "empty", Words("A tag needs a name."))
    if colour and not COLOUR.fullmatch(colour):
        raise Refused(
            "colour",
            "syntax",
            Words("%(colour)s is no colour; wanted # and six hexadecimal digits.", colour=shown(colour)),
        )
    other = find_tag(session, wanted[0])
    if other is not None and other.id != tag.id:
        if not merge:
            raise Refused(
                "name",
                "taken",
                Words("There is a tag %(name)s already; the two can be made one.", name=shown(other.name)),
            )
        _merge(session, tag, other)
        return other.name
    if wanted[0] != tag.name:
        check_new_tag(wanted[0], "name")
    tag.name, tag.colour = wanted[0], tag.colour if colour is None else colour
    return tag.name


def remove_tag(session: Session, name: str) -> None:
    """No link has it any more; the links stay."""
    tag = _known(session, name)
    session.execute(delete(link_tags).where(link_tags.c.tag_id == tag.id))
    session.delete(tag)


def _known(session: Session, name: str) -> Tag:
    tag = find_tag(session, name)
    if tag is None:
        raise NotFound("tag", Words("There is no tag %(name)s.", name=shown(name)))
    return tag


def _merge(session: Session, tag: Tag, into: Tag) -> None:
    c = link_tags.c
    has = select(c.link_id).where(c.tag_id == into.id).scalar_subquery()
    missing = select(c.link_id, literal(into.id)).where(c.tag_id == tag.id, c.link_id.not_in(has))
    session.execute(insert(link_tags).from_select(["link_id", "tag_id"], missing))
    session.execute(delete(link_tags).where(c.tag_id == tag.id))
    session.delete(tag)
