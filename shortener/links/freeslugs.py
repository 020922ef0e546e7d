"""Many slugs at once: which of them are taken, and random ones that look like no other."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.errors import Refused
from shortener.links.lookalikes import fold
from shortener.links.placing import GROWTH, TRIES
from shortener.links.site import Home
from shortener.links.slug import random_slug
from shortener.links.tables import Slug
from shortener.sentences import Words


def taken_of(session: Session, domain_id: int, keys: Collection[str]) -> set[str]:
    """Deleted ones are taken too."""
    return set(session.scalars(select(Slug.slug).where(Slug.domain_id == domain_id, Slug.slug.in_(keys))))


def random_slugs(session: Session, home: Home, count: int, *, length: int, beside: Iterable[str]) -> list[str]:
    """So many of them; none looks like one that is there, like another of them, or like one of those `beside`."""
    seen, found = set(map(fold, beside)), list[str]()
    for attempt in range(TRIES * (GROWTH + 1)):
        fresh = {fold(key): key for key in _some(count - len(found), length + attempt // TRIES)}
        alike = select(Slug.folded).where(Slug.domain_id == home.id, Slug.folded.in_(fresh))
        seen |= set(session.scalars(alike))
        found += [key for folded, key in fresh.items() if folded not in seen]
        seen |= fresh.keys()
        if len(found) == count:
            return found
    raise Refused(
        "slug",
        "taken",
        Words("No random slug is left on %(host)s; set SHORTENER_SLUG_LENGTH to a larger number.", host=home.host),
    )


def _some(count: int, length: int) -> list[str]:
    return [random_slug(length) for _ in range(count)]
