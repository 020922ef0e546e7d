"""Visitors told apart by day, the salts for that, and the links of each day."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    for table in ("link_visitors", "site_visitors"):
        key = ("day", "link_id") if table == "link_visitors" else ("day",)
        op.create_table(
            table,
            *(sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in key),
            sa.Column("visitors", sa.BigInteger, nullable=False),
            sa.Column("sketch", sa.LargeBinary, nullable=False),
            **BINARY,
        )
    op.create_table(
        "day_links",
        *(sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in ("day", "link_id")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("clicks", "humans")),
        sqlite_with_rowid=False,
        **BINARY,
    )
    op.create_table(
        "salts",
        sa.Column("day", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        **BINARY,
    )


def downgrade() -> None:
    for table in ("salts", "day_links", "site_visitors", "link_visitors"):
        op.drop_table(table)
