"""Pages of a link's numbers that anybody may read who has their address, for some days."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "shared_pages",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("link_id", BigId, sa.ForeignKey("links.id"), nullable=False, index=True),
        sa.Column("made_by_id", BigId, sa.ForeignKey("people.id"), index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False, index=True),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )


def downgrade() -> None:
    op.drop_table("shared_pages")
