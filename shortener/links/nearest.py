"""For a slug that nobody made, the one that may have been meant: found by index, however many links there are."""

import json
from collections.abc import Collection, Iterator
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
    key = key_of(slug)
    folded = fold(key) if is_possible(key) else ""
    slips = min(MOST_SLIPS, len(folded) // LETTERS_A_SLIP)
    found = _best(session, _on(domain_id).where(Slug.folded == folded), folded, 0) if folded else None
    if found or not slips or len(folded) > LONGEST:
        return found
    if len(folded) <= ONE_SLIP_LENGTH:
        found = _best(session, _on(domain_id).where(_is_one_of(session, one_slip_away(folded))), folded, 1)
    return found or _beside(session, domain_id, folded, slips)


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
