"""Answers kept for programs that ask with an Idempotency-Key."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from shortener.stores import BigId, exact_string

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "api_answers",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("key_id", BigId, sa.ForeignKey("api_keys.id"), nullable=False),
        sa.Column("name", exact_string(255), nullable=False),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("status", sa.SmallInteger),
        sa.Column("headers", sa.Text),
        sa.Column("body", sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql")),
        sa.UniqueConstraint("key_id", "name"),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("api_answers")
