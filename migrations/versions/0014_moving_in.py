"""Of another shortener: its own counter of each link, and positions of its log that hold no click of ours."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    for table, name in (("link_totals", "counter"), ("journals", "skipped")):
        op.add_column(table, sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    for table, name in (("journals", "skipped"), ("link_totals", "counter")):
        op.drop_column(table, name)
