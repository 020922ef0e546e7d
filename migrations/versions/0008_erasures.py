"""What was erased on request, and the days of links that it was erased from."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        sa.Column("link_id", sa.BigInteger),
        sa.Column("family", sa.SmallInteger),
        sa.Column("clicks", sa.BigInteger, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_table(
        "erased_days",
        sa.Column("day", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("link_id", sa.BigInteger, primary_key=True, autoincrement=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    for table in ("erased_days", "erasures"):
        op.drop_table(table)
