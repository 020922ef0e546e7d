"""For a slug that nobody made, the one that may have been meant: found by index, however many links there are."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, Text, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from shortener.links.distance import distance
from shortener.links.lookalikes import fold
from shortener.links.slug import is_possible, key_of
from shortener.links.tables import Slug

BESIDE = 50  # how many are looked at on either side of where the slug would stand in the index
ONE_SLIP_LENGTH, LONGEST = 32, 80
LETTERS_A_SLIP, MOST_SLIPS = 4, 3
ALPHABET = frozenset("abcdefghjklmnopqrstuvwxyz23456789/.~")  # of folded slugs, where i, 1 and | are l, and 0 is o

Candidates = Select[str, str, str, int]  # slug, folded, kind, link id


class Near(NamedTuple):
    """A slug in use; `slips` is how many characters differ, 0 where it is only capitals, hyphens or look-alikes."""

    slug: str
    link_id: int
    slips: int


def nearest(session: Session, domain_id: int, slug: str) -> Near | None:
    """What looks alike; else what one slip anywhere makes; else up to three slips towards the end of longer ones."""
    return nearest_of(session, domain_id, [slug]).get(slug)


def nearest_of(session: Session, domain_id: int, slugs: Collection[str]) -> dict[str, Near]:
    """The same of many at once, since a question costs more than its answer; those that mean nothing are left out."""
    folded = {slug: word for slug in slugs if (word := _folded(slug))}
    words = set(folded.values())
    found = _first(session, domain_id, {word: {word} for word in words}, slips=0)
    rest = {word for word in words - found.keys() if LETTERS_A_SLIP <= len(word) <= LONGEST}
    one_away = {word: one_slip_away(word) for word in rest if len(word) <= ONE_SLIP_LENGTH}
    found |= _first(session, domain_id, one_away, slips=1)
    for word in rest - found.keys():
        if beside := _beside(session, domain_id, word, min(MOST_SLIPS, len(word) // LETTERS_A_SLIP)):
            found[word] = beside
    return {slug: found[word] for slug, word in folded.items() if word in found}


def _folded(slug: str) -> str:
    key = key_of(slug)
    return fold(key) if is_possible(key) else ""


def _first(session: Session, domain_id: int, wanted: Mapping[str, set[str]], slips: int) -> dict[str, Near]:
    """Of each word the first slug, by the alphabet, whose folded form is one of those that are wanted for it."""
    every = set().union(*wanted.values())
    there: dict[str, Near] = {}
    rows = session.execute(_on(domain_id).where(_is_one_of(session, every))) if every else ()
    for slug, folded, kind, link_id in rows:
        if kind != "deleted":
            there[folded] = min(there.get(folded, (near := Near(slug, link_id, slips))), near, key=_order)
    return {
        word: min((there[form] for form in forms & there.keys()), key=_order)
        for word, forms in wanted.items()
        if forms & there.keys()
    }


def one_slip_away(word: str) -> set[str]:
    """All words that one slip makes of this one, by the letters of slugs and its own."""
    letters = ALPHABET.union(word)
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {begin + end[1:] for begin, end in parts if end}
    found |= {begin + end[1] + end[0] + end[2:] for begin, end in parts if len(end) > 1}
    found |= {begin + letter + end[1:] for begin, end in parts if end for letter in letters}
    found |= {begin + letter + end for begin, end in parts for letter in letters}
    return found - {word, ""}


def _beside(session: Session, domain_id: int, folded: str, slips: int) -> Near | None:
    """The neighbours in the index are those that begin alike, however many begin like that."""
    after = _on(domain_id).where(Slug.folded > folded).order_by(Slug.folded).limit(BESIDE)
    before = _on(domain_id).where(Slug.folded < folded).order_by(Slug.folded.desc()).limit(BESIDE)
    sides = [_best(session, side, folded, slips) for side in (after, before)]
    return min((found for found in sides if found), key=_order, default=None)


def _best(session: Session, candidates: Candidates, folded: str, slips: int) -> Near | None:
    return min(_near(session, candidates, folded, slips), key=_order, default=None)


def _near(session: Session, candidates: Candidates, folded: str, slips: int) -> Iterator[Near]:
    for slug, theirs, kind, link_id in session.execute(candidates):
        apart = distance(folded, theirs, slips) if kind != "deleted" else None
        if apart is not None:
            yield Near(slug, link_id, apart)


def _is_one_of(session: Session, words: Collection[str]) -> ColumnElement[bool]:
    """Sent as one value where the database knows how: a thousand of them take longer to write out than to look up."""
    dialect = session.get_bind().dialect.name
    if dialect == "postgresql":
        return Slug.folded == func.any(literal(list(words), ARRAY(Text)))
    if dialect == "sqlite":
        return Slug.folded.in_(select(func.json_each(json.dumps(list(words))).table_valued("value").c.value))
    return Slug.folded.in_(words)


def _on(domain_id: int) -> Candidates:
    return select(Slug.slug, Slug.folded, Slug.kind, Slug.link_id).where(Slug.domain_id == domain_id)


def _order(near: Near) -> tuple[int, str]:
    return near.slips, near.slug
