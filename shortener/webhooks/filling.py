"""Makes messages of what happened since the last time: no more than a queue may hold, the rest stays where it was.

A change is in `link_revisions` since the transaction that made it, so nothing is lost and nothing told that was undone.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from shortener.links.tables import Revision
from shortener.stores import Database
from shortener.webhooks.batches import click_events
from shortener.webhooks.events import CLICKS, OF_LINKS, Event, link_event, name_of
from shortener.webhooks.register import count
from shortener.webhooks.tables import WAITING, Hook, Message

MOST_WAITING, AT_ONCE = 1000, 200


def fill(database: Database, hook_id: int, claim: str, now: int) -> bool:
    """False when somebody else has the hook by now, or it is gone."""
    with database.write() as session:
        wanted = select(Hook).where(Hook.id == hook_id, Hook.claimed_by == claim).with_for_update()
        hook = session.scalar(wanted)
        if hook is None:
            return False
        if (room := MOST_WAITING - count(session, hook_id, WAITING)) > 0:
            queue(session, hook, _changes(session, hook, min(room, AT_ONCE)), now)
            if CLICKS in hook.events.split():
                queue(session, hook, click_events(session, hook, now), now)
    return True


def queue(session: Session, hook: Hook, events: Iterable[Event], now: int, due_at: int | None = None) -> None:
    """Messages that are due now, or at another moment."""
    rows = [
        {"webhook_id": hook.id, "key": event.key, "event": event.name, "body": event.body, "state": WAITING,
         "created_at": now, "due_at": now if due_at is None else due_at, "attempts": 0}
        for event in events
    ]  # fmt: skip
    if rows:
        session.execute(insert(Message), rows)


def _changes(session: Session, hook: Hook, most: int) -> Iterator[Event]:
    """The next ones, and the hook's position moved behind them."""
    wanted = set(hook.events.split())
    after = select(Revision).where(Revision.id > hook.revision_id).order_by(Revision.id)
    found = session.scalars(after.limit(most)).all() if wanted & set(OF_LINKS) else []
    told = [revision for revision in found if name_of(revision.action) in wanted]
    before = _before(session, told)
    yield from (link_event(one, before.get((one.link_id, one.number - 1))) for one in told)
    if found:
        hook.revision_id = found[-1].id


def _before(session: Session, told: Sequence[Revision]) -> dict[tuple[int, int], Revision]:
    """The revisions just before these, by link and number."""
    keys = [(one.link_id, one.number - 1) for one in told if one.number > 1]
    if not keys:
        return {}
    found = session.scalars(select(Revision).where(tuple_(Revision.link_id, Revision.number).in_(keys)))
    return {(one.link_id, one.number): one for one in found}
