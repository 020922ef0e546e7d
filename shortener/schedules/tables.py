"""What is kept about scheduled exports: what is to be made how often, and what came of each time."""

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shortener.stores import Base, BigId, exact_string


class Schedule(Base):
    """`every` is day or month; `asked` is an `Asked` and `mail_to` a list of addresses, both as JSON."""

    __tablename__ = "export_schedules"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(exact_string(64), unique=True)
    every: Mapped[str] = mapped_column(String(8))
    asked: Mapped[str] = mapped_column(Text)
    mail_to: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int]


class Run(Base):
    """One period of a schedule, named as in its file: 2026-11-27 or 2026-11.

    Over when `ended_at` is set, in vain when `error` is set too; before that, `error` is why it is tried again.
    `about` is what the file is (`reports.export.about`), as JSON; `note` is what its reader has to know.
    """

    __tablename__ = "export_runs"
    __table_args__ = (UniqueConstraint("schedule_id", "period"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("export_schedules.id"))
    period: Mapped[str] = mapped_column(String(10))
    node: Mapped[str] = mapped_column(String(64))
    begun_at: Mapped[int]
    made_at: Mapped[int | None]
    mailed_at: Mapped[int | None]
    ended_at: Mapped[int | None]
    file: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    error: Mapped[str | None] = mapped_column(Text)
