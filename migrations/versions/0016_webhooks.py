"""Who is told of changes and clicks, how far that is, and each message with what came of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from shortener.stores import BigId, exact_string

revision = "0016"
down_revision = "0015"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
COUNTS = ("created_at", "revision_id", "clicks_before", "failures", "sent", "failed", "dead")
TIMES = ("old_salt_until", "claimed_until", "resting_until", "failing_since", "disabled_at")


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("name", exact_string(48), nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", sa.String(255), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("old_salt", sa.String(32)),
        sa.Column("claimed_by", sa.String(96)),
        sa.Column("disabled_why", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in COUNTS),
        *(sa.Column(name, sa.BigInteger) for name in TIMES),
        **BINARY,
    )
    op.create_table(
        "webhook_messages",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("webhook_id", BigId, sa.ForeignKey("webhooks.id"), nullable=False),
        sa.Column("key", exact_string(64), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("body", sa.Text().with_variant(mysql.MEDIUMTEXT, "mysql"), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("created_at", "due_at", "attempts")),
        sa.Column("tried_at", sa.BigInteger),
        sa.Column("status", sa.SmallInteger),
        sa.Column("error", sa.Text),
        sa.UniqueConstraint("webhook_id", "key"),
        **BINARY,
    )
    columns = ["state", "webhook_id", "due_at"]
    op.create_index("ix_webhook_messages_state_webhook_id_due_at", "webhook_messages", columns)


def downgrade() -> None:
    op.drop_table("webhook_messages")
    op.drop_table("webhooks")
