"""What is kept about clicks: rows, misses, the positions in the journals, and the rollups that reports read."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects import mysql

from shortener.stores import Base, BigId, exact_string

metadata = Base.metadata

agents = Table(
    "agents",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("digest", LargeBinary(16).with_variant(mysql.BINARY(16), "mysql"), nullable=False, unique=True),
    Column("agent", Text, nullable=False),
    Column("browser", String(64)),
    Column("os", String(64)),
    Column("device", String(16)),
    Column("rules_version", String(16)),
)

# One row a redirect. PostgreSQL partitions it by month of clicked_at, so the time is part of its key there.
# `purpose` is prefetch where a robot said so: elsewhere the class says it.
clicks = Table(
    "clicks",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("clicked_at", BigInteger, nullable=False),
    Column("link_id", BigInteger, nullable=False),
    Column("revision_id", BigInteger, nullable=False),
    Column("requested", exact_string(255)),
    Column("status", SmallInteger, nullable=False),
    Column("method", String(8), nullable=False),
    Column("via", String(8), nullable=False),
    Column("family", SmallInteger),
    Column("prefix", String(43)),
    Column("country", String(2)),
    Column("referrer", Text),
    Column("referrer_host", String(253)),
    Column("channel", String(16)),
    Column("agent_id", BigInteger),
    Column("language", String(35)),
    Column("class", String(8), nullable=False),
    Column("reason", String(64)),
    Column("rules_version", String(16)),
    Column("campaign", String(64)),
    Column("visitor", BigInteger),
    Column("node", String(64), nullable=False),
    Column("purpose", String(8)),
    Index("ix_clicks_link_id_clicked_at", "link_id", "clicked_at"),
    Index("ix_clicks_clicked_at", "clicked_at"),
    postgresql_partition_by="RANGE (clicked_at)",
)

# Requests that no link answered, grouped by what was asked for. The domain may be gone when a miss arrives.
# `wanted` is the slug that a link needs to answer them, where that is another one; `looks` is why a scanner may have
# asked, empty for no reason and NULL while nobody has looked; `kept_at` is when somebody said that it is work anyway;
# `made` is whether a link answers it by now, NULL until that was asked, and not to be read without `made.outdated`.
misses = Table(
    "misses",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("domain_id", BigInteger, nullable=False),
    Column("slug", exact_string(255), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("last_referrer", Text),
    Column("ignored_at", BigInteger),
    Column("wanted", exact_string(255)),
    Column("looks", String(32)),
    Column("referrers", Text),
    Column("kept_at", BigInteger),
    Column("made", Boolean),
    UniqueConstraint("domain_id", "slug", "outcome"),
    Index("ix_misses_last_at", "last_at"),
    Index("ix_misses_count_last_at", "count", "last_at"),
    Index("ix_misses_made", "made", "outcome", "ignored_at", "kept_at", "looks", "count"),
    Index("ix_misses_wanted", "wanted"),
    Index("ix_misses_slug", "slug"),
    Index("ix_misses_first_at", "first_at"),
)

# One row a worker of a node: how far its journal is stored. Kept after the files are gone: the audit adds these up.
# An import has one too, in which positions that hold no click of ours are `skipped`.
journals = Table(
    "journals",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("node", String(64), nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("clicks", BigInteger, nullable=False),
    Column("misses", BigInteger, nullable=False),
    Column("set_aside", BigInteger, nullable=False),
    Column("lost", BigInteger, nullable=False),
    Column("uncounted", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("skipped", BigInteger, nullable=False, server_default="0"),
)

# When each node's collector last had nothing left to store: all that its visitors did before is stored.
collectors = Table(
    "collectors",
    metadata,
    Column("node", String(64), primary_key=True),
    Column("passed_at", BigInteger, nullable=False),
)

set_aside = Table(
    "set_aside",
    metadata,
    Column("journal", String(96), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("set_aside_at", BigInteger, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
)

# What retention removed, so that stored = rows + expired holds for ever.
expired = Table(
    "expired",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("count", BigInteger, nullable=False),
)

# Requests to blank personal fields, and what became of each: `fields` is JSON, clicks by field. Of a prefix only the
# family is kept, or the trail would remember what was to be forgotten.
erasures = Table(
    "erasures",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("begun_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("link_id", BigInteger),
    Column("family", SmallInteger),
    Column("clicks", BigInteger, nullable=False),
    Column("fields", Text, nullable=False),
)

# Days of links whose rows say less than was counted of them, since somebody's fields were blanked.
erased_days = Table(
    "erased_days",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
)

# `carried` are clicks from before that have no row here, `counter` is what another system's own counter said.
link_totals = Table(
    "link_totals",
    metadata,
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("clicks", BigInteger, nullable=False),
    Column("humans", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("carried", BigInteger, nullable=False),
    Column("counter", BigInteger, nullable=False, server_default="0"),
    Index("ix_link_totals_clicks_link_id", "clicks", "link_id"),
    Index("ix_link_totals_last_at_link_id", "last_at", "link_id"),
)

# `quarter` is the number of quarter-hours since 1970 UTC.
link_quarters = Table(
    "link_quarters",
    metadata,
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("quarter", BigInteger, primary_key=True, autoincrement=False),
    Column("class", String(8), primary_key=True),
    Column("clicks", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

site_quarters = Table(
    "site_quarters",
    metadata,
    Column("quarter", BigInteger, primary_key=True, autoincrement=False),
    Column("class", String(8), primary_key=True),
    Column("clicks", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# `day` is the ordinal (datetime.date.toordinal) of a day in the organisation's zone; `data` is packed breakdowns.
link_days = Table(
    "link_days",
    metadata,
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

# The same days, lying together by day instead of by link, and no more of each than how many.
day_links = Table(
    "day_links",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("clicks", BigInteger, nullable=False),
    Column("humans", BigInteger, nullable=False),
    Index("ix_day_links_day_clicks", "day", "clicks"),
    sqlite_with_rowid=False,
)

# People told apart on a day: how many, and the sketch that says so.
link_visitors = Table(
    "link_visitors",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("visitors", BigInteger, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
)

site_visitors = Table(
    "site_visitors",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("visitors", BigInteger, nullable=False),
    Column("sketch", LargeBinary, nullable=False),
)

# Two at most, today's and yesterday's, and none in any backup.
salts = Table(
    "salts",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
)

site_days = Table(
    "site_days",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

# Day rows of whole weeks added up, numbered from the first weeks of all; `days` is packed clicks by day and class.
# Triggers of SQLite and PostgreSQL (migration 0028) drop such a row with any write to one of its days.
link_spans = Table(
    "link_spans",
    metadata,
    Column("link_id", BigInteger, primary_key=True, autoincrement=False),
    Column("weeks", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("days", LargeBinary, nullable=False),
    Index("ix_link_spans_weeks_number", "weeks", "number"),
)

# The site's, made last of all of the same time: where it stands, the links' have been made too.
site_spans = Table(
    "site_spans",
    metadata,
    Column("weeks", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    Column("days", LargeBinary, nullable=False),
)

# How far a second look at stored clicks has come: past which row, and of how many that was a look and more.
recounts = Table(
    "recounts",
    metadata,
    Column("name", String(8), primary_key=True),
    Column("rules_version", String(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("after_id", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("looked", BigInteger, nullable=False),
    Column("moved", BigInteger, nullable=False),
    Column("unclear", BigInteger, nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
)

# What second looks moved, added up by the day on which they did.
class_moves = Table(
    "class_moves",
    metadata,
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("cause", String(8), primary_key=True),
    Column("rules_version", String(16), primary_key=True),
    *(
        Column(f"{side}_{what}", kind, primary_key=True)
        for side in ("from", "to")
        for what, kind in (("class", String(8)), ("reason", exact_string(64)))
    ),
    Column("clicks", BigInteger, nullable=False),
)
