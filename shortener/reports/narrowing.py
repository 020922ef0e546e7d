"""A list's filters put together: looked up by id where one lets few links through, else asked of each link."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

from shortener.clicks.bulk import is_among
from shortener.links.tables import Link

MOST = 5000  # as many are sorted in a moment; where there are more, a page of them is soon found in any order

DOMAIN, AGE, CLICKS = "domain", "age", "clicks"

Condition = ColumnElement[bool]


class Narrowing(msgspec.Struct, frozen=True):
    """What one filter lets through: up to MOST + 1 ids, a test of any link, and all ids, or all and some more.

    `of` is what a way through the links may keep to by itself: DOMAIN, AGE or CLICKS. `home` is the domain's id where
    it is the filter of a domain whose links are indexed by their age.
    """

    some: list[int]
    test: Condition
    members: Select[Any]
    of: str = ""
    home: int | None = None


class Wanted(msgspec.Struct, frozen=True):
    """What must hold for each link of a list. `wide` are filters of which each lets more than MOST links through."""

    holds: list[Condition]
    wide: list[Narrowing] = []

    @property
    def home(self) -> int | None:
        """The domain, where that is one of the wide ones."""
        return next((one.home for one in self.wide if one.home is not None), None)

    def along(self, known: Collection[str]) -> "Wanted":
        """The same for those who look only at links that wide filters of these kinds let through."""
        return Wanted(self.holds, [one for one in self.wide if one.of not in known])

    @property
    def conditions(self) -> list[Condition]:
        return [*self.holds, *(narrowing.test for narrowing in self.wide)]

    def gathered(self, session: Session) -> list[Condition]:
        """The same, where nearly all links would be asked in vain: all ids are gathered first. Not without `wide`."""
        if session.get_bind().dialect.name == "postgresql":
            *others, last = self.wide  # it looks for a number in one such array fast, in two of them slowly
            among = Link.id == func.any(func.array(last.members.scalar_subquery()))
            return [among, *self.holds, *(other.test for other in others)]
        return [*((Link.id + 0).in_(one.members) for one in self.wide), *self.conditions]  # + 0 keeps the order


def narrowing(session: Session, members: Select[Any], test: Condition, of: str = "") -> Narrowing:
    some = session.scalars(members.limit(MOST + 1)).all()  # fetched at once: one by one takes twice as long
    return Narrowing(list(some), test, members, of)


def together(session: Session, holds: list[Condition], narrowings: Sequence[Narrowing]) -> Wanted:
    """The fewest ids that one filter lets through, with the tests of all others; no ids where there are too many."""
    fewest = min(narrowings, key=lambda one: len(one.some), default=None)
    if fewest is None or len(fewest.some) > MOST:
        return Wanted(holds, list(narrowings))
    others = [one.test for one in narrowings if one is not fewest]
    return Wanted([is_among(Link.id.expression, session, fewest.some), *holds, *others])
