"""What lists of links are searched by, a row a link, kept by triggers whoever writes links, with an index of its text.

MariaDB has no index of parts of words, so nothing is kept there. Where another database can't make it, the rows are
kept all the same. A later migration that makes `links` or `slugs` anew must make their triggers anew too.
"""

import logging

from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

revision = "0013"
down_revision = "0012"

HOUR_MS = 3_600_000
# Two line ends come last: so each character has two more behind it, and one or two are the beginning of some three.
ROW = """
    SELECT id, coalesce((SELECT max(domain_id) FROM slugs WHERE link_id = links.id AND kind = 'main'),
    (SELECT domains.id FROM link_revisions JOIN domains ON host = domain WHERE link_revisions.id = links.revision_id)),
    created_at, lower({end} || coalesce((SELECT {joined}(slug, {end}) FROM slugs WHERE link_id = links.id) || {end}, '')
    || target || {end} || title || {end} || notes || {end} || {end}) FROM links
"""
LITE = ROW.format(end="char(10)", joined="group_concat")
SERVER = ROW.format(end="chr(10)", joined="string_agg")
INTO = "INSERT INTO link_search (link_id, domain_id, created_at, text)"
PUT = f"{INTO} {{}} ON CONFLICT (link_id) DO UPDATE SET domain_id = excluded.domain_id, text = excluded.text"
TABLE = """
    CREATE TABLE link_search (link_id {number} NOT NULL PRIMARY KEY, domain_id {number}, created_at BIGINT NOT NULL,
    text TEXT NOT NULL)
"""
ORDER = "CREATE INDEX ix_link_search_domain_id ON link_search (domain_id, created_at, link_id)"
LITE_INDEX = (
    """
    CREATE VIRTUAL TABLE link_words USING fts5 (text, content = 'link_search', content_rowid = 'link_id',
    detail = 'none', columnsize = 0, tokenize = 'trigram case_sensitive 1')
    """,
    "CREATE VIRTUAL TABLE link_grams USING fts5vocab ('link_words', 'instance')",
    """
    CREATE TRIGGER link_words_new AFTER INSERT ON link_search BEGIN
    INSERT INTO link_words (rowid, text) VALUES (new.link_id, new.text); END
    """,
    """
    CREATE TRIGGER link_words_changed AFTER UPDATE ON link_search WHEN old.text <> new.text BEGIN
    INSERT INTO link_words (link_words, rowid, text) VALUES ('delete', old.link_id, old.text);
    INSERT INTO link_words (rowid, text) VALUES (new.link_id, new.text); END
    """,
    """
    CREATE TRIGGER link_words_gone AFTER DELETE ON link_search BEGIN
    INSERT INTO link_words (link_words, rowid, text) VALUES ('delete', old.link_id, old.text); END
    """,
)
LITE_TRIGGERS = (
    ("slug_new", "INSERT ON slugs", PUT.format(f"{LITE} WHERE id = new.link_id")),
    (
        "slug_changed",
        "UPDATE OF slug, kind, domain_id, link_id ON slugs",
        PUT.format(f"{LITE} WHERE id IN (old.link_id, new.link_id)"),
    ),
    ("slug_gone", "DELETE ON slugs", PUT.format(f"{LITE} WHERE id = old.link_id")),
    ("link_changed", "UPDATE OF target, title, notes ON links", PUT.format(f"{LITE} WHERE id = new.id")),
    ("link_gone", "DELETE ON links", "DELETE FROM link_search WHERE link_id = old.id"),
)
SERVER_INDEX = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_link_search_text ON link_search USING gin (text gin_trgm_ops)",
)
SERVER_TRIGGERS = (
    (
        "link_search_slugs",
        "INSERT OR UPDATE OF slug, kind, domain_id, link_id OR DELETE ON slugs",
        PUT.format(f"{SERVER} WHERE id IN (old.link_id, new.link_id)"),
    ),
    ("link_search_links", "UPDATE OF target, title, notes ON links", PUT.format(f"{SERVER} WHERE id = new.id")),
    ("link_search_gone", "DELETE ON links", "DELETE FROM link_search WHERE link_id = old.id"),
)

log = logging.getLogger("shortener.migrations")


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        _upgrade_file()
    elif dialect == "postgresql":
        _upgrade_server()


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        for name, _, _ in LITE_TRIGGERS:
            op.execute(f"DROP TRIGGER link_search_{name}")
        for table in ("link_grams", "link_words"):
            op.execute(f"DROP TABLE IF EXISTS {table}")
    elif dialect == "postgresql":
        for name, _, _ in SERVER_TRIGGERS:
            op.execute(f"DROP FUNCTION {name} CASCADE")  # and its trigger
    if dialect != "mysql":
        op.drop_table("link_search")


def _upgrade_file() -> None:
    op.execute(TABLE.format(number="INTEGER"))
    op.execute(f"{INTO} {LITE}")
    op.execute(ORDER)
    if _indexed(LITE_INDEX):
        op.execute("INSERT INTO link_words (link_words) VALUES ('rebuild')")
    for name, when, what in LITE_TRIGGERS:
        op.execute(f"CREATE TRIGGER link_search_{name} AFTER {when} BEGIN {what}; END")


def _upgrade_server() -> None:
    """Others go on writing links until the end, when what they wrote meanwhile is taken in."""
    begun = op.get_bind().scalar(text("SELECT coalesce(max(updated_at), 0) FROM links"))
    op.execute(TABLE.format(number="BIGINT"))
    op.execute(f"{INTO} {SERVER}")
    op.execute(ORDER)
    _indexed(SERVER_INDEX)
    op.execute("ANALYZE link_search")
    op.execute("LOCK TABLE links, slugs IN SHARE ROW EXCLUSIVE MODE")
    op.execute(PUT.format(f"{SERVER} WHERE updated_at >= {begun - HOUR_MS}"))
    for name, when, what in SERVER_TRIGGERS:
        body = f"BEGIN {what}; RETURN NULL; END"
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ {body} $body$")
        op.execute(f"CREATE TRIGGER {name} AFTER {when} FOR EACH ROW EXECUTE FUNCTION {name}()")


def _indexed(statements: tuple[str, ...]) -> bool:
    try:
        with op.get_bind().begin_nested():
            for statement in statements:
                op.execute(statement)
    except DBAPIError as error:
        log.warning("Searching links is slow: the database makes no index for it: %s.", error.orig)
        return False
    return True
