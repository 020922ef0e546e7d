"""Domains, links, slugs, revisions, tags, and the numbered changes that caches follow."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from shortener.stores import BigId, exact_string

revision = "0002"
down_revision = "0001"

BINARY: dict[str, Any] = {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
TABLES = ("domains", "links", "slugs", "link_revisions", "tags", "link_tags", "counters", "link_changes")


def upgrade() -> None:
    op.create_table(
        "domains",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("host", sa.String(253), nullable=False, unique=True),
        sa.Column("alias_of_id", BigId, sa.ForeignKey("domains.id")),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
    _create_links()
    _create_slugs()
    _create_revisions()
    _create_tags()
    _create_changes()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_links() -> None:
    op.create_table(
        "links",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("target_hash", sa.BigInteger, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("owner_id", BigId, sa.ForeignKey("people.id"), index=True),
        sa.Column("status", sa.SmallInteger),
        sa.Column("forward_query", sa.Boolean, nullable=False),
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("ends_at", sa.BigInteger),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("printed", sa.Boolean, nullable=False),
        sa.Column("printed_reason", sa.Text, nullable=False),
        sa.Column("public_stats", sa.Boolean),
        sa.Column("legacy", sa.Boolean, nullable=False),
        sa.Column("revision_id", sa.BigInteger),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False, index=True),
        sa.Column("created_by_id", BigId, sa.ForeignKey("people.id")),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("updated_by_id", BigId, sa.ForeignKey("people.id")),
        sa.Column("deleted_at", sa.BigInteger),
        **BINARY,
    )


def _create_slugs() -> None:
    op.create_table(
        "slugs",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("domain_id", BigId, sa.ForeignKey("domains.id"), nullable=False),
        sa.Column("slug", exact_string(255), nullable=False),
        sa.Column("folded", exact_string(255), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("link_id", BigId, sa.ForeignKey("links.id"), nullable=False, index=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("domain_id", "slug"),
        sa.Index("ix_slugs_domain_id_folded", "domain_id", "folded"),
        **BINARY,
    )


def _create_revisions() -> None:
    op.create_table(
        "link_revisions",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("link_id", BigId, sa.ForeignKey("links.id"), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by_id", BigId, sa.ForeignKey("people.id")),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("slug", exact_string(255), nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("link_id", "number"),
        **BINARY,
    )


def _create_tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", BigId, primary_key=True),
        sa.Column("name", exact_string(64), nullable=False, unique=True),
        sa.Column("colour", sa.String(7), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
    op.create_table(
        "link_tags",
        sa.Column("link_id", sa.BigInteger, sa.ForeignKey("links.id"), primary_key=True),
        sa.Column("tag_id", sa.BigInteger, sa.ForeignKey("tags.id"), primary_key=True, index=True),
        **BINARY,
    )


def _create_changes() -> None:
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
        **BINARY,
    )
    op.bulk_insert(counters, [{"name": "changes", "value": 0}])
    op.create_table(
        "link_changes",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("domain_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("slug", exact_string(255), primary_key=True),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        **BINARY,
    )
