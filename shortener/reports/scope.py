"""Whose clicks a question is about: one link's, those of all links with a tag or on a domain, or the whole site's."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, select

from shortener.links.tables import Link, Revision, Tag, link_tags


class Scope(msgspec.Struct, frozen=True):
    """At most one of the three; none of them means the whole site, deleted links included."""

    link_id: int | None = None
    tag: str = ""
    domain: str = ""

    @property
    def is_site(self) -> bool:
        return self == SITE

    def holds(self, link_id: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """Conditions on a column of link ids."""
        if self.link_id is not None:
            return [link_id == self.link_id]
        if self.tag:
            return [link_id.in_(_tagged(self.tag))]
        return [link_id.in_(_on(self.domain))] if self.domain else []


SITE = Scope()


def of_link(link_id: int | None) -> Scope:
    """Of a link, or with None of the site."""
    return Scope(link_id=link_id)


def _tagged(tag: str) -> Select[int]:
    return select(link_tags.c.link_id).join(Tag, Tag.id == link_tags.c.tag_id).where(Tag.name == tag)


def _on(host: str) -> Select[int]:
    """By what links are called now, deleted ones too; a link that moved takes its clicks with it."""
    return select(Link.id).join(Revision, Revision.id == Link.revision_id).where(Revision.domain == host)
