"""What is kept about many changes at once: each batch, and its rows with what would and what did become of them."""

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column

from shortener.stores import Base, BigId

FILE, LIST, REPLACE = "file", "list", "replace"
CHECKING, READY, APPLYING, APPLIED = "checking", "ready", "applying", "applied"
UNDOING, UNDONE, STOPPED = "undoing", "undone", "stopped"
RUNNING = {CHECKING, APPLYING, UNDOING}
DONE, SAME, LEFT, TAKEN_BACK, KEPT = "done", "same", "left", "undone", "kept"
Long = Text().with_variant(mysql.MEDIUMTEXT, "mysql")


class Batch(Base):
    """Rows that were judged together, in one of the states above; `done` of `most` rows of its present step are over.

    `how` is a How as JSON. `acting_id` is who began the step; a stopped one says why in `error`.
    """

    __tablename__ = "batches"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8))
    how: Mapped[str] = mapped_column(Text)
    most: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    acting_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[int] = mapped_column(BigInteger, index=True)
    changed_at: Mapped[int]
    error: Mapped[str] = mapped_column(Text, default="")


class BatchRow(Base):
    """One row: its cells as JSON (empty where it couldn't be read), the verdict of the dry run, and the outcome.

    `changes` are name, before and after as JSON. `version` is that of the link as it was seen, later as it was left.
    """

    __tablename__ = "batch_rows"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    line: Mapped[int]
    asked: Mapped[str] = mapped_column(Long)
    verdict: Mapped[str] = mapped_column(String(9), default="")
    outcome: Mapped[str] = mapped_column(String(8), default="")
    domain: Mapped[str] = mapped_column(Long, default="")
    slug: Mapped[str] = mapped_column(Long, default="")
    target: Mapped[str] = mapped_column(Long, default="")
    reason: Mapped[str] = mapped_column(Long, default="")
    changes: Mapped[str] = mapped_column(Long, default="[]")
    link_id: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int | None] = mapped_column(BigInteger)
