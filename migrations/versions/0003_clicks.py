"""Click rows, misses, how far each journal is stored, and the rollups that reports read."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from shortener.stores import BigId, exact_string

revision = "0003"
down_revision = "0002"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TABLES = (
    *("agents", "clicks", "misses", "journals", "set_aside", "expired"),
    *("link_totals", "link_quarters", "site_quarters", "link_days", "site_days"),
)


def upgrade() -> None:
    _create_agents()
    _create_clicks()
    _create_misses()
    _create_journals()
    _create_ledgers()
    _create_totals()
    _create_quarters()
    _create_days()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_agents() -> None:
    op.create_table(
        "agents",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("digest", sa.LargeBinary(16).with_variant(mysql.BINARY(16), "mysql"), nullable=False, unique=True),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("browser", sa.String(64)),
        sa.Column("os", sa.String(64)),
        sa.Column("device", sa.String(16)),
        sa.Column("rules_version", sa.String(16)),
        **BINARY,
    )


def _create_clicks() -> None:
    # PostgreSQL wants the partition key in the primary key; SQLite numbers rows only when the id stands alone in it.
    partitioned = op.get_bind().dialect.name == "postgresql"
    op.create_table(
        "clicks",
        sa.Column("id", BigId, primary_key=True, autoincrement=True),
        sa.Column("clicked_at", sa.BigInteger, nullable=False, primary_key=partitioned),
        sa.Column("link_id", sa.BigInteger, nullable=False),
        sa.Column("revision_id", sa.BigInteger, nullable=False),
        sa.Column("requested", exact_string(255)),
        sa.Column("status", sa.SmallInteger, nullable=False),
        sa.Column("method", sa.String(8), nullable=False),
        sa.Column("via", sa.String(8), nullable=False),
        *_visitor_columns(),
        sa.Column("node", sa.String(64), nullable=False),
        sa.Index("ix_clicks_link_id_clicked_at", "link_id", "clicked_at"),
        sa.Index("ix_clicks_clicked_at", "clicked_at"),
        postgresql_partition_by="RANGE (clicked_at)",
        **BINARY,
    )
    if partitioned:
        op.execute("CREATE TABLE clicks_rest PARTITION OF clicks DEFAULT")


def _visitor_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("family", sa.SmallInteger),
        sa.Column("prefix", sa.String(43)),
        sa.Column("country", sa.String(2)),
        sa.Column("referrer", sa.Text),
        sa.Column("referrer_host", sa.String(253)),
        sa.Column("channel", sa.String(16)),
        sa.Column("agent_id", sa.BigInteger),
        sa.Column("language", sa.String(35)),
        sa.Column("class", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Column("rules_version", sa.String(16)),
        sa.Column("campaign", sa.String(64)),
        sa.Column("visitor", sa.BigInteger),
    ]


def _create_misses() -> None:
    op.create_table(
        "misses",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("domain_id", sa.BigInteger, nullable=False),
        sa.Column("slug", exact_string(255), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("last_referrer", sa.Text),
        sa.Column("ignored_at", sa.BigInteger),
        sa.UniqueConstraint("domain_id", "slug", "outcome"),
        sa.Index("ix_misses_last_at", "last_at"),
        **BINARY,
    )


def _create_journals() -> None:
    op.create_table(
        "journals",
        sa.Column("name", sa.String(96), primary_key=True),
        sa.Column("node", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("clicks", sa.BigInteger, nullable=False),
        sa.Column("misses", sa.BigInteger, nullable=False),
        sa.Column("set_aside", sa.BigInteger, nullable=False),
        sa.Column("lost", sa.BigInteger, nullable=False),
        sa.Column("uncounted", sa.BigInteger, nullable=False),
        sa.Column("finished_at", sa.BigInteger),
        **BINARY,
    )


def _create_ledgers() -> None:
    op.create_table(
        "set_aside",
        sa.Column("journal", sa.String(96), primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("set_aside_at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        **BINARY,
    )
    op.create_table(
        "expired",
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
        **BINARY,
    )


def _create_totals() -> None:
    op.create_table(
        "link_totals",
        sa.Column("link_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("clicks", sa.BigInteger, nullable=False),
        sa.Column("humans", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("carried", sa.BigInteger, nullable=False),
        sa.Index("ix_link_totals_clicks", "clicks"),
        sa.Index("ix_link_totals_last_at", "last_at"),
        **BINARY,
    )


def _create_quarters() -> None:
    for table in ("link_quarters", "site_quarters"):
        key = ("link_id", "quarter") if table == "link_quarters" else ("quarter",)
        op.create_table(
            table,
            *(sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in key),
            sa.Column("class", sa.String(8), primary_key=True),
            sa.Column("clicks", sa.BigInteger, nullable=False),
            sqlite_with_rowid=False,
            **BINARY,
        )


def _create_days() -> None:
    for table in ("link_days", "site_days"):
        key = ("link_id", "day") if table == "link_days" else ("day",)
        op.create_table(
            table,
            *(sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False) for name in key),
            sa.Column("data", sa.LargeBinary, nullable=False),
            **BINARY,
        )
