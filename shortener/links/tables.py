"""What is kept about links: domains, links, slugs, revisions, tags, and the numbered changes that caches follow."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from shortener.stores import Base, BigId, exact_string

SLUG_LENGTH = 255
LONGEST_REMARK = 120
LONGEST_LOGO_NAME = 64
ALIAS = "kind = 'alias'"


class Domain(Base):
    """A host that prints links, or another spelling of one (`alias_of_id`). The host is lower-case ASCII, no port."""

    __tablename__ = "domains"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    host: Mapped[str] = mapped_column(String(253), unique=True)
    alias_of_id: Mapped[int | None] = mapped_column(ForeignKey("domains.id"))
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[int]


def _few(name: str, when: str) -> Index:
    """An index of the links that are in an unusual state; MariaDB, which has no such thing, indexes all of them."""
    lite = when.replace("FALSE", "0").replace("TRUE", "1")  # as SQLite is asked: it compares the words
    return Index(name, "created_at", sqlite_where=text(lite), postgresql_where=text(when))


class Link(Base):
    """What a printed slug stands for. `status` None means the site's setting; `version` counts its edits from 1."""

    __tablename__ = "links"
    __table_args__ = (
        _few("ix_links_off", "enabled IS FALSE"),
        _few("ix_links_starting", "starts_at IS NOT NULL"),
        _few("ix_links_ending", "ends_at IS NOT NULL"),
        _few("ix_links_deleted", "deleted_at IS NOT NULL"),
        _few("ix_links_printed", "printed IS TRUE"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    target: Mapped[str] = mapped_column(Text)
    target_hash: Mapped[int] = mapped_column(BigInteger, index=True)
    title: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    forward_query: Mapped[bool] = mapped_column(Boolean, default=False)
    starts_at: Mapped[int | None]
    ends_at: Mapped[int | None]
    enabled: Mapped[bool] = mapped_column(Boolean, default=True)
    printed: Mapped[bool] = mapped_column(Boolean, default=False)
    printed_reason: Mapped[str] = mapped_column(Text, default="")
    public_stats: Mapped[bool | None] = mapped_column(Boolean)
    legacy: Mapped[bool] = mapped_column(Boolean, default=False)
    revision_id: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger, default=1)
    created_at: Mapped[int] = mapped_column(BigInteger, index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    updated_at: Mapped[int]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deleted_at: Mapped[int | None] = mapped_column(BigInteger)


class Slug(Base):
    """One printed form on one domain. `kind` is main, alias or deleted; a deleted one is never handed out again."""

    __tablename__ = "slugs"
    __table_args__ = (
        UniqueConstraint("domain_id", "slug"),
        Index("ix_slugs_domain_id_folded", "domain_id", "folded"),
        Index("ix_slugs_kind_link_id", "kind", "link_id", sqlite_where=text(ALIAS), postgresql_where=text(ALIAS)),
        {"mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"},
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    domain_id: Mapped[int] = mapped_column(ForeignKey("domains.id"))
    slug: Mapped[str] = mapped_column(exact_string(SLUG_LENGTH))
    folded: Mapped[str] = mapped_column(exact_string(SLUG_LENGTH))
    kind: Mapped[str] = mapped_column(String(8))
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"), index=True)
    created_at: Mapped[int]


class Revision(Base):
    """One state of a link from `changed_at` on, kept for ever; a click points here for what was served."""

    __tablename__ = "link_revisions"
    __table_args__ = (UniqueConstraint("link_id", "number"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"))
    number: Mapped[int]
    changed_at: Mapped[int]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    domain: Mapped[str] = mapped_column(String(253))
    slug: Mapped[str] = mapped_column(exact_string(SLUG_LENGTH))
    target: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)


class Tag(Base):
    """A word people put on links; the colour is a CSS hex colour or empty."""

    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(exact_string(64), unique=True)
    colour: Mapped[str] = mapped_column(String(7), default="")
    created_at: Mapped[int]


link_tags = Table(
    "link_tags",
    Base.metadata,
    Column("link_id", BigInteger, ForeignKey("links.id"), primary_key=True),
    Column("tag_id", BigInteger, ForeignKey("tags.id"), primary_key=True, index=True),
)


class Remark(Base):
    """A few words that somebody wrote on the chart of a link's clicks, at a moment."""

    __tablename__ = "link_remarks"
    __table_args__ = (Index("ix_link_remarks_link_id_at", "link_id", "at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"))
    at: Mapped[int]
    words: Mapped[str] = mapped_column(String(LONGEST_REMARK))
    made_by_id: Mapped[int | None]
    created_at: Mapped[int]


class Logo(Base):
    """A picture, as PNG, that can stand in the middle of QR codes."""

    __tablename__ = "logos"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_LOGO_NAME))
    picture: Mapped[bytes] = mapped_column(LargeBinary().with_variant(mysql.MEDIUMBLOB, "mysql"))
    made_by_id: Mapped[int | None]
    created_at: Mapped[int]


class Counter(Base):
    """Numbers given out one by one under a row lock; `changes` numbers every write to a link or domain."""

    __tablename__ = "counters"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[int]


class Change(Base):
    """A (domain, slug) that every cache must drop; domain 0 with an empty slug: drop everything, domains too."""

    __tablename__ = "link_changes"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    domain_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(exact_string(SLUG_LENGTH), primary_key=True)
    changed_at: Mapped[int]
