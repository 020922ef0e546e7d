"""The language that a person reads pages in, and their time zone; empty for their browser's, and for the site's."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("people", sa.Column("language", sa.String(8), nullable=False, server_default=""))
    op.add_column("people", sa.Column("timezone", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    for column in ("timezone", "language"):
        op.drop_column("people", column)
