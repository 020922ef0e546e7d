"""The queue of things to do later: a table that any layer may add to and the node's worker takes from."""

from typing import Any

import msgspec
from sqlalchemy import Index, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortener.stores import Base, BigId


class Job(Base):
    """One thing to do at `due_at` or later; done when `finished_at` is set. `key` is unique among all that wait."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_finished_at_due_at", "finished_at", "due_at"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str | None] = mapped_column(String(128), unique=True)
    payload: Mapped[str] = mapped_column(Text, default="{}")
    due_at: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(96))
    claimed_until: Mapped[int | None]
    finished_at: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)


__all__ = ["Any", "Job", "Session", "msgspec", "select", "update"]
