"""Signing in with a code too: what makes a person's codes, the last one used, and those that were written down."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("people", sa.Column("totp_nonce", sa.String(32)))
    op.add_column("people", sa.Column("totp_step", sa.BigInteger))
    op.create_table(
        "recovery_codes",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("recovery_codes")
    for column in ("totp_step", "totp_nonce"):
        op.drop_column("people", column)
