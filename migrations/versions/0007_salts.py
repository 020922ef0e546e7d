"""Salts are gone from PostgreSQL's files within minutes after they were deleted, not after the fiftieth."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = depends_on = None

NAMES = ("autovacuum_vacuum_threshold", "autovacuum_vacuum_scale_factor")


def upgrade() -> None:
    _alter(f"SET ({', '.join(f'{name} = 0' for name in NAMES)})")


def downgrade() -> None:
    _alter(f"RESET ({', '.join(NAMES)})")


def _alter(what: str) -> None:
    """SQLite overwrites what it deletes; MariaDB purges it by itself."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE salts {what}")
