"""How many rows have left, so that the audit finds all that were ever stored; and whose turn it is to remove some."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from shortener.clicks.tables import expired
from shortener.stores import hold, upsert

CLICKS, MISSES = "clicks", "misses"
Removed = tuple[str, int]  # which of the two, and how many visits these were


def take_turn(session: Session) -> None:
    """One at a time, since two nodes would want to remove the same."""
    hold(session, "retention")


def leave_no_trace(session: Session) -> None:
    """What is overwritten or deleted in this transaction stays in no free page of an SQLite file."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete = ON"))


def add_expired(session: Session, kind: str, visits: int) -> None:
    """In the transaction that removes them."""
    if visits:
        row = {"kind": kind, "count": visits}
        session.execute(upsert(expired, session.get_bind().dialect.name, [row], add=("count",)))
