"""Searches in the text that is kept of each link: which links have all words, looked up by parts of the words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, false, func, or_, select, text, union
from sqlalchemy.orm import Session

from shortener.links.lookalikes import fold as alike
from shortener.links.searched import END, is_indexed, link_grams, link_search, link_words
from shortener.links.tables import Domain, Link, Slug
from shortener.reports.narrowing import MOST, Condition, Narrowing, narrowing
from shortener.reports.needles import Word, fold, is_short, pattern, phrase, spellings

LAST = "\U0010ffff"
Ids = Select[Any]
Asked = tuple[Word, list[int]]  # a word, and the domains that it may begin with, as printed or copied


def search(session: Session, words: Sequence[Word]) -> Narrowing:
    """Links that have every word in a slug, the target, the title or the notes; at least one word."""
    rows = select(link_search.c.link_id)
    if not all(word.is_possible for word in words):
        return Narrowing([], false(), rows.where(false()))
    asked = [(word, _homes(session, word)) for word in words]
    has_all = and_(*map(_has, asked))
    test = exists().where(link_search.c.link_id == Link.id, has_all).correlate(Link)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))  # the best way depends on the words
    if session.get_bind().dialect.name != "sqlite" or not is_indexed(session):
        return narrowing(session, rows.where(has_all), test)
    ways = _ways(session, asked)
    return Narrowing(
        _some(session, ways, has_all), test, ways[0] if len(ways) == 1 else select(union(*ways).subquery())
    )


def _homes(session: Session, word: Word) -> list[int]:
    if word.begin is None:
        return []
    return list(session.scalars(select(Domain.id).where(Domain.host.iendswith(word.host, autoescape=True))))


def _has(asked: Asked) -> Condition:
    """Whether a row has the word; the slugs are asked only where the text says that one may begin so."""
    word, homes = asked
    anywhere = [_contains(part) for part in spellings(word.text)]
    if not homes:
        return or_(*anywhere)
    begins = Slug.slug.istartswith(word.begin or "", autoescape=True)
    printed = exists().where(Slug.link_id == link_search.c.link_id, Slug.domain_id.in_(homes), begins)
    return or_(*anywhere, and_(_contains(_begin(word)), printed))


def _contains(part: str) -> Condition:
    return link_search.c.text.like(func.lower(pattern(part)), escape="/")


def _begin(word: Word) -> str:
    """What a text has where one of its slugs begins with the end of the word."""
    return f"{END}{word.begin}"


def _some(session: Session, ways: list[Ids], has_all: Condition) -> list[int]:
    found: dict[int, None] = {}
    for way in ways:
        near = way.subquery()
        links = select(link_search.c.link_id).distinct().join(near, next(iter(near.c)) == link_search.c.link_id)
        found |= dict.fromkeys(session.scalars(links.where(has_all).limit(MOST + 1)).all())
        if len(found) > MOST:
            break
    return list(found)


def _ways(session: Session, asked: list[Asked]) -> list[Ids]:
    """SQLite: ids among which all links are that have the words, by those that its index knows or by a short one."""
    parts = [[*spellings(word.text), *([_begin(word)] if homes else [])] for word, homes in asked]
    long = [some for some in parts if not any(map(is_short, some))]
    short = [_ways_of(*one) for one, some in zip(asked, parts, strict=True) if any(map(is_short, some))]
    if not short and len(asked) == 1:
        return _ways_of(*asked[0])
    few = next((ways for ways in short if long and _are_few(session, ways)), None)
    return few or ([_matching(" AND ".join(f"({phrase(some)})" for some in long))] if long else short[0])


def _are_few(session: Session, ways: list[Ids]) -> bool:
    return all(len(session.scalars(way.limit(MOST + 1)).all()) <= MOST for way in ways)


def _ways_of(word: Word, homes: list[int]) -> list[Ids]:
    parts = spellings(word.text)
    long = [part for part in parts if not is_short(part)]
    ways = [*([_matching(phrase(long))] if long else []), *map(_with_short, filter(is_short, parts))]
    return [*ways, _printed(word.begin or "", homes)] if homes else ways


def _matching(expression: str) -> Ids:
    return select(link_words.c.rowid).where(link_words.c.link_words.match(expression))


def _with_short(part: str) -> Ids:
    """Rows with a three that begins so: two line ends close the text, so each of its characters begins one."""
    term = link_grams.c.term
    return select(link_grams.c.doc).where(term >= fold(part), term < fold(part) + LAST)


def _printed(begin: str, homes: list[int]) -> Ids:
    """Links one of whose slugs looks as if it began so: a longer slug's folded form begins with that of its begin."""
    slugs = select(Slug.link_id).where(Slug.domain_id.in_(homes))
    return slugs.where(Slug.folded >= alike(begin), Slug.folded < alike(begin) + LAST)
