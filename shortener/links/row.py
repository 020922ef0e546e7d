"""Slugs in a row, as YOURLS makes them: numbers written in few digits, counted for each domain."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.links.errors import Refused
from shortener.links.rude import is_rude
from shortener.links.slug import check
from shortener.links.tables import Counter, Slug
from shortener.sentences import Words
from shortener.stores import upsert
from shortener.yourls.keywords import nth

FIRST = 1
AT_ONCE, MOST_SKIPPED = 500, 1_000_000


def next_in_row(session: Session, domain_id: int, digits: str, reserved: AbstractSet[str]) -> str:
    """The next one that is free and may be a slug, and the counter behind it.

    Whoever writes links holds the counter of all changes (`changes.lock`), so nobody else counts meanwhile.
    """
    counter = _counter(session, domain_id)
    for start in range(counter.value, counter.value + MOST_SKIPPED, AT_ONCE):
        keys = [nth(number, digits) for number in range(start, start + AT_ONCE)]
        taken = _taken(session, domain_id, keys)
        for number, key in enumerate(keys, start):
            if key not in taken and _may_be(key, reserved):
                counter.value = number + 1
                session.flush()
                return key
    raise Refused("slug", "taken", Words("No slug in a row is free near the last one; ask for one by name."))


def go_on_from(session: Session, domain_id: int, number: int) -> None:
    """At least from this number on; a counter never goes back."""
    counter = _counter(session, domain_id)
    counter.value = max(counter.value, number)
    session.flush()


def _counter(session: Session, domain_id: int) -> Counter:
    name = f"row:{domain_id}"
    wanted = select(Counter).where(Counter.name == name).with_for_update()
    found = session.scalars(wanted).one_or_none()
    if found is None:
        table, dialect = Counter.metadata.tables[Counter.__tablename__], session.get_bind().dialect.name
        session.execute(upsert(table, dialect, [{"name": name, "value": FIRST}]))
        found = session.scalars(wanted).one()
    return found


def _taken(session: Session, domain_id: int, keys: Sequence[str]) -> set[str]:
    return set(session.scalars(select(Slug.slug).where(Slug.domain_id == domain_id, Slug.slug.in_(keys))))


def _may_be(key: str, reserved: AbstractSet[str]) -> bool:
    """No word that nobody prints, none of the shortener's own pages, and none that is reserved."""
    try:
        return not is_rude(key) and check(key, reserved) == key
    except Refused:
        return False
