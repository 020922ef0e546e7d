"""Which links a list shows: search words, domain, tag and state, as conditions on the links table."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from shortener.links.tables import Domain, Link, Slug, Tag, link_tags

MOST_WORDS = 8
FEW = 1000  # more ids than this aren't put into one statement
LONGEST_SEARCH = 500

Condition = ColumnElement[bool]
Text = InstrumentedAttribute[str] | ColumnElement[str]


def conditions(session: Session, now: int, *, search: str, domain: str, tag: str, state: str) -> list[Condition]:
    """All of them must hold. An unknown state means the same as none: every link that isn't deleted."""
    words = search[:LONGEST_SEARCH].split()[:MOST_WORDS]
    found = [_in_state(state, now), *(_has_word(word) for word in words)]
    if domain:
        place = select(Domain.id).where(Domain.host == domain).scalar_subquery()
        found.append(_among(session, Slug.link_id, Slug.kind != "alias", Slug.domain_id == place))
    if tag:
        number = select(Tag.id).where(Tag.name == tag).scalar_subquery()
        found.append(_among(session, link_tags.c.link_id, link_tags.c.tag_id == number))
    return found


def _among(session: Session, link_id: Any, *holds: Condition) -> Condition:
    """Links of a table where these hold: looked up by id when they are few, asked of each link in turn when many."""
    ids = session.scalars(select(link_id).where(*holds).limit(FEW + 1)).all()
    if len(ids) <= FEW:
        return Link.id.in_(ids)
    return select(link_id).where(link_id == Link.id, *holds).exists()


def _has_word(word: str) -> Condition:
    texts = (Link.target, Link.title, Link.notes)
    return or_(Link.id.in_(_with_slug(word)), *(_contains(text, word) for text in texts))


def _with_slug(word: str) -> Select[int]:
    """Links one of whose slugs has the word; a word with a slash may begin with a domain, as printed or copied."""
    printed = word.removeprefix("https://").removeprefix("http://")
    host, slash, begin = printed.partition("/")
    if not slash:
        return select(Slug.link_id).where(_contains(Slug.slug, word))
    on_domain = and_(Domain.host.iendswith(host, autoescape=True), Slug.slug.istartswith(begin, autoescape=True))
    with_both = select(Slug.link_id).join(Domain, Domain.id == Slug.domain_id)
    return with_both.where(or_(on_domain, _contains(Slug.slug, printed)))


def _contains(text: Text, word: str) -> Condition:
    """Databases fold the case of ASCII letters only, so other words are looked for in each case that people write."""
    spellings = {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(text.icontains(spelling, autoescape=True) for spelling in sorted(spellings)))


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
