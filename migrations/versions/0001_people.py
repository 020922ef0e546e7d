"""Facts about the installation, people, where they are signed in, and sign-ins that failed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId, exact_string

revision = "0001"
down_revision = None

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        **BINARY,
    )
    _create_people()
    _create_sessions()
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("key", exact_string(128), nullable=False),
        sa.Column("failed_at", sa.BigInteger, nullable=False),
        sa.Index("ix_failed_sign_ins_key_failed_at", "key", "failed_at"),
        **BINARY,
    )


def downgrade() -> None:
    for table in ("failed_sign_ins", "sessions", "people", "meta"):
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("name", exact_string(64), nullable=False, unique=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("own_links_only", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("disabled_at", sa.BigInteger),
        **BINARY,
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("agent", sa.String(255), nullable=False),
        sa.Column("prefix", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
