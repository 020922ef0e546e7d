"""Misses as work: where people came from, what they may have meant, and what people decided."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import exact_string

revision = "0010"
down_revision = "0009"

COLUMNS = ("wanted", "looks", "referrers", "kept_at")


def upgrade() -> None:
    op.add_column("misses", sa.Column("wanted", exact_string(255)))
    op.add_column("misses", sa.Column("looks", sa.String(32)))
    op.add_column("misses", sa.Column("referrers", sa.Text))
    op.add_column("misses", sa.Column("kept_at", sa.BigInteger))
    op.create_index("ix_misses_count_last_at", "misses", ["count", "last_at"])


def downgrade() -> None:
    op.drop_index("ix_misses_count_last_at", "misses")
    for column in reversed(COLUMNS):
        op.drop_column("misses", column)
