"""Searches where no text is kept for it: every slug, target, title and note is looked at."""

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from shortener.links.tables import Domain, Link, Slug
from shortener.reports.narrowing import Condition
from shortener.reports.needles import Word, spellings

Text = InstrumentedAttribute[str] | ColumnElement[str]


def has_word(word: Word) -> Condition:
    """Whether it stands in a slug, the target, the title or the notes of a link."""
    if not word.is_possible:
        return false()
    texts = (Link.target, Link.title, Link.notes)
    return or_(Link.id.in_(_with_slug(word)), *(_contains(text, word.text) for text in texts))


def _with_slug(word: Word) -> Select[int]:
    """Links one of whose slugs has the word; a word with a slash may begin with a domain, as printed or copied."""
    if word.begin is None:
        return select(Slug.link_id).where(_contains(Slug.slug, word.text))
    begins = Slug.slug.istartswith(word.begin, autoescape=True)
    on_domain = and_(Domain.host.iendswith(word.host, autoescape=True), begins)
    with_both = select(Slug.link_id).join(Domain, Domain.id == Slug.domain_id)
    return with_both.where(or_(on_domain, _contains(Slug.slug, word.text)))


def _contains(text: Text, word: str) -> Condition:
    return or_(*(text.icontains(spelling, autoescape=True) for spelling in spellings(word)))
