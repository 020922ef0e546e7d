"""PostgreSQL compresses packed counts by LZ4, where it knows how: each batch of clicks writes many of them anew."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

PACKED = {"link_days": ["data"], "site_days": ["data"], "link_spans": ["data", "days"], "site_spans": ["data", "days"]}
KNOWN = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql" and op.get_bind().scalar(sa.text(KNOWN)):
        _compress_by("lz4")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql" and op.get_bind().scalar(sa.text(KNOWN)):
        _compress_by("default")


def _compress_by(method: str) -> None:
    for table, columns in PACKED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {method}")
