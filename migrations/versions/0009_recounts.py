"""How far second looks at stored clicks have come, what they moved, and what a robot said of its purpose."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shortener.stores import exact_string

revision = "0009"
down_revision = "0008"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}


def upgrade() -> None:
    op.add_column("clicks", sa.Column("purpose", sa.String(8)))
    op.create_table(
        "recounts",
        sa.Column("name", sa.String(8), primary_key=True),
        sa.Column("rules_version", sa.String(16), nullable=False),
        *(
            sa.Column(name, sa.BigInteger, nullable=False)
            for name in ("at", "after_id", "until", "looked", "moved", "unclear", "began_at")
        ),
        sa.Column("finished_at", sa.BigInteger),
        **BINARY,
    )
    op.create_table(
        "class_moves",
        sa.Column("day", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("cause", sa.String(8), primary_key=True),
        sa.Column("rules_version", sa.String(16), primary_key=True),
        *(
            sa.Column(f"{side}_{what}", kind, primary_key=True)
            for side in ("from", "to")
            for what, kind in (("class", sa.String(8)), ("reason", exact_string(64)))
        ),
        sa.Column("clicks", sa.BigInteger, nullable=False),
        **BINARY,
    )


def downgrade() -> None:
    op.drop_table("class_moves")
    op.drop_table("recounts")
    op.drop_column("clicks", "purpose")
