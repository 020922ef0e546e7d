"""Passkeys, and the questions to browsers that were answered and must not be again."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId, exact_string

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("name", exact_string(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("credential", sa.Text, nullable=False),
        sa.Column("counter", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("doubted_at", sa.BigInteger),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_table(
        "spent_tickets",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("spent_tickets")
    op.drop_table("passkeys")
