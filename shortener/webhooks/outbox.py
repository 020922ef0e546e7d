"""Messages on their way: which is next, which there are, which shall go once more, and which are forgotten."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from shortener.sentences import Words
from shortener.webhooks.errors import BadHook
from shortener.webhooks.tables import DEAD, SENT, STATES, WAITING, Hook, Message

MOST_SHOWN = 500
KEPT_MS = {SENT: 7 * 86_400_000, DEAD: 30 * 86_400_000}


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it is shown; times are milliseconds UTC. `status` is the last answer's, `error` why it failed."""

    id: int
    key: str
    event: str
    state: str
    created_at: int
    due_at: int
    attempts: int
    tried_at: int | None
    status: int | None
    error: str | None
    body: str


def next_due(session: Session, hook_id: int, now: int) -> Message | None:
    """The oldest one whose time has come."""
    due = select(Message).where(Message.webhook_id == hook_id, Message.state == WAITING, Message.due_at <= now)
    return session.scalar(due.order_by(Message.id).limit(1))


def latest(session: Session, hook_id: int, state: str | None = None, limit: int = 50) -> list[MessageView]:
    """Newest first, of one state or of all."""
    wanted = select(Message).where(Message.webhook_id == hook_id, Message.state.in_([state] if state else STATES))
    return [shown(message) for message in session.scalars(wanted.order_by(Message.id.desc()).limit(limit))]


def shown(message: Message) -> MessageView:
    return MessageView(**{name: getattr(message, name) for name in MessageView.__struct_fields__})


def resend(session: Session, hook: Hook, now: int, ids: Sequence[int] | None = None) -> int:
    """These messages, sent ones too, or all dead ones, are due now as if never tried; how many. Raises BadHook."""
    chosen = Message.state == DEAD if ids is None else Message.id.in_(ids)
    mine = (Message.webhook_id == hook.id, chosen)
    found = set(session.scalars(select(Message.id).where(*mine)))
    if missing := sorted(set(ids or ()) - found):
        raise BadHook(
            "id", Words("%(name)s has no message %(missing)s (any more).", name=hook.name, missing=missing[0])
        )
    again = update(Message).where(*mine).values(state=WAITING, due_at=now, attempts=0, error=None)
    session.execute(again.execution_options(synchronize_session=False))
    return len(found)


def prune(session: Session, now: int) -> None:
    """Forgets messages that are over for so long; what waits is kept."""
    old = (
        (Message.state == state) & (Message.created_at < now - kept) & (Message.tried_at < now - kept)
        for state, kept in KEPT_MS.items()
    )
    session.execute(delete(Message).where(or_(*old)).execution_options(synchronize_session=False))
