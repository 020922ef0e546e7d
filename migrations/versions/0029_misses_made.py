"""Whether a group of misses has a link by now is kept, and counted by an index alone; NULL until somebody looked."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

COUNTED = ("made", "outcome", "ignored_at", "kept_at", "looks", "count")
ORDERED = ("wanted", "slug", "first_at")


def upgrade() -> None:
    op.add_column("misses", sa.Column("made", sa.Boolean))
    op.create_index("ix_misses_made", "misses", [*COUNTED])
    for column in ORDERED:
        op.create_index(f"ix_misses_{column}", "misses", [column])


def downgrade() -> None:
    for column in ORDERED:
        op.drop_index(f"ix_misses_{column}", "misses")
    op.drop_index("ix_misses_made", "misses")
    op.drop_column("misses", "made")
