"""The audit log: who did what, when, and from which network."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId, exact_string

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), index=True),
        sa.Column("name", exact_string(64), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("prefix", sa.String(64), nullable=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("audit_log")
