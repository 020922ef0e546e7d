"""Lists find the links that are printed and those that were renamed, few among many, without a look at all others."""

from alembic import op
from sqlalchemy import text

revision = "0015"
down_revision = "0014"
ALIAS = text("kind = 'alias'")


def upgrade() -> None:
    lite, server = text("printed IS 1"), text("printed IS TRUE")
    op.create_index("ix_links_printed", "links", ["created_at"], sqlite_where=lite, postgresql_where=server)
    of = ["kind", "link_id"]
    op.create_index("ix_slugs_kind_link_id", "slugs", of, sqlite_where=ALIAS, postgresql_where=ALIAS)


def downgrade() -> None:
    op.drop_index("ix_slugs_kind_link_id", "slugs")
    op.drop_index("ix_links_printed", "links")
