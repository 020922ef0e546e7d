"""Exports that are made by themselves, what came of each, and how far every collector is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId, exact_string

revision = "0011"
down_revision = "0010"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.create_table(
        "collectors",
        sa.Column("node", sa.String(64), primary_key=True),
        sa.Column("passed_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
    op.create_table(
        "export_schedules",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("name", exact_string(64), nullable=False, unique=True),
        sa.Column("every", sa.String(8), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("mail_to", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
    op.create_table(
        "export_runs",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("schedule_id", BigId, sa.ForeignKey("export_schedules.id"), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("node", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("made_at", "mailed_at", "ended_at")),
        sa.Column("file", sa.Text),
        sa.Column("about", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.UniqueConstraint("schedule_id", "period"),
        **BINARY,
    )


def downgrade() -> None:
    for table in ("export_runs", "export_schedules", "collectors"):
        op.drop_table(table)
