"""Numbers every write to links and domains, one writer after the other, so that caches can follow the numbers."""

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.links.tables import Change, Counter
from shortener.stores import upsert

COUNTER = "changes"
EVERYTHING = (0, "")  # a change of domains: caches drop all they have


def lock(session: Session) -> Counter:
    """The counter row, held until the transaction ends. Take it first: then writers never meet in a deadlock."""
    wanted = select(Counter).where(Counter.name == COUNTER).with_for_update()
    counter = session.scalars(wanted).one_or_none()
    if counter is None:
        dialect = session.get_bind().dialect.name
        session.execute(
            upsert(Counter.metadata.tables[Counter.__tablename__], dialect, [{"name": COUNTER, "value": 0}])
        )
        counter = session.scalars(wanted).one()
    return counter


def append(session: Session, counter: Counter, changed: Iterable[tuple[int, str]]) -> int:
    """Gives all (domain id, slug) that this transaction changed the next number, and returns it."""
    counter.value += 1
    now = now_ms()
    rows = [{"number": counter.value, "domain_id": d, "slug": s, "changed_at": now} for d, s in sorted(set(changed))]
    session.execute(insert(Change), rows)
    session.flush()
    return counter.value
