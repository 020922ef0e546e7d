"""What is kept about webhooks: who is told of what and how far that is, and each message with what came of it."""

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from shortener.stores import Base, BigId, exact_string

WAITING, SENT, DEAD = "waiting", "sent", "dead"
STATES = (WAITING, SENT, DEAD)
Body = Text().with_variant(mysql.MEDIUMTEXT, "mysql")


class Hook(Base):
    """An address and the words of the events that it is told of. Its secret is made of `salt` and the site's key.

    It has been told of changes up to `revision_id` and of clicks before `clicks_before`; that much of the queue is
    messages. One worker at a time has it, until `claimed_until`. `failures` are in a row, since `failing_since`.
    """

    __tablename__ = "webhooks"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(exact_string(48), unique=True)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[str] = mapped_column(String(255))
    salt: Mapped[str] = mapped_column(String(32))
    old_salt: Mapped[str | None] = mapped_column(String(32))
    old_salt_until: Mapped[int | None]
    created_at: Mapped[int]
    revision_id: Mapped[int]
    clicks_before: Mapped[int]
    claimed_by: Mapped[str | None] = mapped_column(String(96))
    claimed_until: Mapped[int | None]
    resting_until: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[int | None]
    disabled_at: Mapped[int | None]
    disabled_why: Mapped[str] = mapped_column(Text, default="")
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    dead: Mapped[int] = mapped_column(default=0)


class Message(Base):
    """One event for one hook: waiting, sent or dead. `key` names it to the receiver, however often it is sent."""

    __tablename__ = "webhook_messages"
    __table_args__ = (
        UniqueConstraint("webhook_id", "key"),
        Index("ix_webhook_messages_state_webhook_id_due_at", "state", "webhook_id", "due_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    key: Mapped[str] = mapped_column(exact_string(64))
    event: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Body)
    state: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[int]
    due_at: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[int | None]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    error: Mapped[str | None] = mapped_column(Text)
