"""Who somebody is at the organisation's own sign-in."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("person_id", BigId, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("identities")
