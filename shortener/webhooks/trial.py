"""A message without a cause, sent at once, so that people see what their receiver makes of it."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from shortener.clock import now_ms
from shortener.net.fetch import Fetcher
from shortener.stores import Database
from shortener.webhooks.events import TEST, event_of
from shortener.webhooks.filling import queue
from shortener.webhooks.outbox import MessageView, shown
from shortener.webhooks.register import find
from shortener.webhooks.sending import MINUTE, attempt
from shortener.webhooks.tables import Hook, Message
from shortener.webhooks.turns import write_down


def put_test(session: Session, hook: Hook, now: int, due_at: int | None = None) -> Message:
    """Into the queue, as it is sent."""
    event = event_of(f"test_{secrets.token_hex(12)}", TEST, now, {"webhook": hook.name})
    queue(session, hook, [event], now, due_at)
    return session.scalars(select(Message).where(Message.webhook_id == hook.id, Message.key == event.key)).one()


def send_test(database: Database, fetcher: Fetcher, site_key: bytes, name: str) -> MessageView:
    """What came of it; also to a hook that is disabled. Raises BadHook."""
    now = now_ms()
    with database.write() as session:
        hook = find(session, name)
        message = put_test(session, hook, now, now + MINUTE)  # no worker sends it meanwhile
    write_down(database, hook, message, attempt(fetcher, site_key, hook, message, now))
    with database.read() as session:
        return shown(session.get_one(Message, message.id))
