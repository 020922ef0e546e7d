"""Lists are walked in the order of an index: by clicks and by the last click, ties included, and in unusual states."""

from alembic import op
from sqlalchemy import text

revision = "0012"
down_revision = "0011"
TOTALS = ("clicks", "last_at")
STATES = {
    "ix_links_off": "enabled IS FALSE",
    "ix_links_starting": "starts_at IS NOT NULL",
    "ix_links_ending": "ends_at IS NOT NULL",
    "ix_links_deleted": "deleted_at IS NOT NULL",
}


def upgrade() -> None:
    for column in TOTALS:
        op.create_index(f"ix_link_totals_{column}_link_id", "link_totals", [column, "link_id"])
        op.drop_index(f"ix_link_totals_{column}", "link_totals")
    for name, when in STATES.items():
        lite = text(when.replace("FALSE", "0"))
        op.create_index(name, "links", ["created_at"], sqlite_where=lite, postgresql_where=text(when))


def downgrade() -> None:
    for name in STATES:
        op.drop_index(name, "links")
    for column in TOTALS:
        op.create_index(f"ix_link_totals_{column}", "link_totals", [column])
        op.drop_index(f"ix_link_totals_{column}_link_id", "link_totals")
