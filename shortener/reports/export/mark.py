"""Up to which row every collector is done, so that no smaller id can appear later."""

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from shortener.clicks.tables import clicks
from shortener.sentences import Sentence
from shortener.stores import Database

PATIENCE = "10s"


class MarkError(Sentence):
    """The mark can't be told; the message is one sentence."""


def safe_mark(database: Database) -> int:
    """The greatest id; on a server only once all transactions that were writing clicks are over.

    Ids are handed out before they are committed, so the greatest one that can be seen may not be the last to come.
    No power cut gives them to other clicks afterwards.
    """
    with database.read() as session:
        try:
            _wait_for_writers(session, database.dialect)
        except OperationalError as error:
            raise MarkError("Clicks are being stored without a pause; try again in a minute.") from error
        mark = session.scalar(select(func.max(clicks.c.id))) or 0
        if database.dialect == "mysql":
            session.execute(text("UNLOCK TABLES"))
    database.settle()
    return int(mark)


def _wait_for_writers(session: Session, dialect: str) -> None:
    """A lock that no writer holds beside it; SQLite has one writer at a time, which hands ids out in their order."""
    if dialect == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
        session.execute(text("LOCK TABLE clicks IN SHARE MODE"))
    elif dialect == "mysql":
        session.execute(text("LOCK TABLES clicks READ"))
