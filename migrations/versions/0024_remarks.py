"""What people write on the chart of a link's clicks."""

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "link_remarks",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("link_id", BigId, sa.ForeignKey("links.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("words", sa.String(120), nullable=False),
        sa.Column("made_by_id", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index("ix_link_remarks_link_id_at", "link_remarks", ["link_id", "at"])


def downgrade() -> None:
    op.drop_table("link_remarks")
