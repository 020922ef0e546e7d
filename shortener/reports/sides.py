"""Several links or tags beside each other: the same question to each, all in one answer."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy.orm import Session

from shortener.links.views import LinkView
from shortener.reports.answers import Question, Report, answer
from shortener.reports.known import known
from shortener.reports.scope import Scope
from shortener.sentences import Sentence

MOST_SIDES = 12


class BadComparison(Sentence):
    """Nothing to compare, or too much; the message is one sentence for the person who asked."""


class Side(msgspec.Struct, frozen=True):
    """`name` is a link's short address without scheme, or the tag."""

    kind: Literal["link", "tag"]
    name: str
    scope: Scope


def side_of(link: LinkView) -> Side:
    return Side("link", f"{link.domain}/{link.slug}", Scope(link_id=link.id))


def side_of_tag(tag: str) -> Side:
    return Side("tag", tag, Scope(tag=tag))


def checked(sides: Sequence[Side]) -> list[Side]:
    """Each once, in the order they were named. Raises BadComparison."""
    found = list(dict.fromkeys(sides))
    if not 2 <= len(found) <= MOST_SIDES:
        raise BadComparison(f"2 to {MOST_SIDES} different links or tags can be compared; these are {len(found)}.")
    return found


def known_sides(session: Session, sides: Sequence[Side]) -> list[Side]:
    """The same, tags as they are spelt here. Raises BadComparison, NotFound."""
    found = ((side, known(session, side.scope)) for side in checked(sides))
    return checked([side_of_tag(scope.tag) if scope.tag else side for side, scope in found])


def side_by_side(session: Session, question: Question, sides: Sequence[Side]) -> list[tuple[Side, Report]]:
    """Raises BadComparison, BadPeriod, TooMuch. A link with two of the tags counts for both."""
    of_each = ((side, msgspec.structs.replace(question, scope=side.scope)) for side in checked(sides))
    return [(side, answer(session, asked)) for side, asked in of_each]
