"""Invitations by link, and when each person was last seen."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("people", sa.Column("seen_at", sa.BigInteger))
    op.create_table(
        "invitations",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), index=True),
        sa.Column("made_by_id", BigId, sa.ForeignKey("people.id")),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("note", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("invitations")
    op.drop_column("people", "seen_at")
