"""Pictures that stand in the middle of QR codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from shortener.stores import BigId

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "logos",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("picture", sa.LargeBinary().with_variant(mysql.MEDIUMBLOB, "mysql"), nullable=False),
        sa.Column("made_by_id", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("logos")
