"""Lists by clicks and by the last click are walked in the order of an index, ties included."""

from alembic import op

revision = "0012"
down_revision = "0011"
COLUMNS = ("clicks", "last_at")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_link_totals_{column}_link_id", "link_totals", [column, "link_id"])
        op.drop_index(f"ix_link_totals_{column}", "link_totals")


def downgrade() -> None:
    for column in COLUMNS:
        op.create_index(f"ix_link_totals_{column}", "link_totals", [column])
        op.drop_index(f"ix_link_totals_{column}_link_id", "link_totals")
