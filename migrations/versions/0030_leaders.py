"""The most followed links of a day are found by an index, for those of a week or a month."""

from alembic import op

revision = "0030"
down_revision = "0029"

NAME = "ix_day_links_day_clicks"


def upgrade() -> None:
    op.create_index(NAME, "day_links", ["day", "clicks"])


def downgrade() -> None:
    op.drop_index(NAME, "day_links")
