"""Many changes at once: batches of rows that are judged, applied and undone together."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from shortener.stores import BigId

revision = "0025"
down_revision = "0024"
LONG = sa.Text().with_variant(mysql.MEDIUMTEXT, "mysql")


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("most", sa.BigInteger, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("made_by_id", BigId, sa.ForeignKey("people.id"), index=True),
        sa.Column("acting_id", BigId, sa.ForeignKey("people.id")),
        sa.Column("made_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_table(
        "batch_rows",
        sa.Column("batch_id", BigId, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line", sa.BigInteger, nullable=False),
        *(sa.Column(name, LONG, nullable=False) for name in ("asked", "domain", "slug", "target", "reason", "changes")),
        sa.Column("verdict", sa.String(9), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("link_id", sa.BigInteger),
        sa.Column("version", sa.BigInteger),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("batch_rows")
    op.drop_table("batches")
