"""What lists of links are searched by: a row a link that triggers keep (migration 0013), except on MariaDB."""

from sqlalchemy import BigInteger, Text, column, table, text
from sqlalchemy.orm import Session

END = "\n"  # stands before each slug, the target, the title and the notes, and twice after them; no word has it

# `text` is folded as the database folds; `domain_id` is of the main slug, or of where a deleted link was last.
link_search = table(
    "link_search",
    column("link_id", BigInteger),
    column("domain_id", BigInteger),
    column("created_at", BigInteger),
    column("text", Text),
)
# SQLite: the rows by each three letters of their text, asked of the table as a whole; and those threes themselves.
link_words = table("link_words", column("rowid", BigInteger), column("link_words", Text))
link_grams = table("link_grams", column("term", Text), column("doc", BigInteger))

_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'link_words'",
    "postgresql": "SELECT 1 FROM pg_class WHERE oid = to_regclass('ix_link_search_text')",
}


def is_kept(session: Session) -> bool:
    """Whether there are such rows at all."""
    return session.get_bind().dialect.name in _THERE


def is_indexed(session: Session) -> bool:
    """Whether parts of words are looked up, rather than looked for in every row."""
    there = _THERE.get(session.get_bind().dialect.name)
    return there is not None and session.scalar(text(there)) is not None
