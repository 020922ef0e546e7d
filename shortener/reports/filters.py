"""Which links a list shows: all that its query asks of them, as conditions on the links table."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from shortener.links.searched import is_kept, link_search
from shortener.links.tables import Domain, Link, Slug, Tag, link_tags
from shortener.reports.facets import SILENT_TEST, facets, silent
from shortener.reports.linkquery import SILENT, LinkQuery
from shortener.reports.narrowing import DOMAIN, Condition, Narrowing, Wanted, narrowing, together
from shortener.reports.needles import words_of
from shortener.reports.scanning import has_word
from shortener.reports.search import search as searched

RARE = {"off", "early", "over", "deleted"}  # each has an index of its own


def conditions(session: Session, now: int, query: LinkQuery) -> Wanted:
    """All of them must hold. An unknown state means the same as none: every link that isn't deleted."""
    holds, found = [_in_state(query.state, now)], facets(session, query)
    if query.state in RARE:
        found.append(narrowing(session, select(Link.id).where(*holds), holds[0]))
    if query.domain:
        home = session.scalar(select(Domain.id).where(Domain.host == query.domain))
        found.append(_on_domain(session, home or 0))
    if query.tag:
        number = select(Tag.id).where(Tag.name == query.tag).scalar_subquery()
        found.append(_among(session, link_tags.c.link_id, link_tags.c.tag_id == number))
    if words := words_of(query.search):
        if is_kept(session):
            found.append(searched(session, words))
        else:
            holds += map(has_word, words)
    if query.clicks == SILENT:
        rare = silent(session, found)
        holds, found = (holds, [*found, rare]) if rare else ([*holds, SILENT_TEST], found)
    return together(session, holds, found)


def _on_domain(session: Session, home: int) -> Narrowing:
    if not is_kept(session):
        return _among(session, Slug.link_id, Slug.kind != "alias", Slug.domain_id == home)
    return replace(_among(session, link_search.c.link_id, link_search.c.domain_id == home), of=DOMAIN, home=home)


def _among(session: Session, link_id: Any, *holds: Condition) -> Narrowing:
    """Links of a table where these hold."""
    return narrowing(session, select(link_id).where(*holds), exists().where(link_id == Link.id, *holds).correlate(Link))


def _in_state(state: str, now: int) -> Condition:
    kept = Link.deleted_at.is_(None)
    begun = or_(Link.starts_at.is_(None), Link.starts_at <= now)
    ended = Link.ends_at <= now
    on = and_(kept, Link.enabled.is_(True))
    return {
        "live": and_(on, begun, or_(Link.ends_at.is_(None), Link.ends_at > now)),
        "off": and_(kept, Link.enabled.is_(False)),
        "early": and_(on, Link.starts_at > now),
        "over": and_(on, begun, ended),
        "deleted": Link.deleted_at.is_not(None),
    }.get(state, kept)
