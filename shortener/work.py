"""The queue of things to do later: a table that any layer may add to and the node's worker takes from."""

import random
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Index, String, Text, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from shortener.stores import Base, BigId, Database, upsert_statement

LEASE_MS = 5 * 60_000
MOST_ATTEMPTS = 10
FIRST_PAUSE_MS, LONGEST_PAUSE_MS = 2_000, 3_600_000


class NotYet(Exception):
    """Raised by a job whose time hasn't come, or that was told to stop: due again at `due_at`; this was no attempt."""

    def __init__(self, why: str, due_at: int) -> None:
        super().__init__(why)
        self.due_at = due_at


class Job(Base):
    """One thing to do at `due_at` or later; over when `finished_at` is set, in vain when `error` is set too.

    `key` is unique among the jobs that wait, so that something is never queued twice.
    """

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


def add(session: Session, kind: str, payload: dict[str, Any], due_at: int, key: str | None = None) -> None:
    """Queues a job; one with a key that waits already stays as it is."""
    add_all(session, kind, [(key, payload)], due_at)


def add_all(session: Session, kind: str, wanted: Sequence[tuple[str | None, dict[str, Any]]], due_at: int) -> None:
    """The same of many, each with its key and payload."""
    rows = [
        {"kind": kind, "key": key, "payload": msgspec.json.encode(payload).decode(), "due_at": due_at, "attempts": 0}
        for key, payload in wanted
    ]
    into = upsert_statement(Base.metadata.tables["jobs"], session.get_bind().dialect.name, key=("key",))
    session.execute(into, rows)


def is_waiting(session: Session, key: str) -> bool:
    """Whether a job with this key is in the queue."""
    return session.scalar(select(Job.id).where(Job.key == key)) is not None


def drop(session: Session, beginning: str) -> None:
    """Nobody wants the jobs any more whose keys begin so; one that is being done ends, and leaves nothing behind."""
    session.execute(delete(Job).where(Job.key.startswith(beginning, autoescape=True)))


def claim(database: Database, worker: str, kinds: Collection[str], now: int) -> Job | None:
    """Takes the job of these kinds that is due longest, for one lease; nobody else in the cluster gets it meanwhile."""
    free = or_(Job.claimed_until.is_(None), Job.claimed_until < now)
    ready = (Job.finished_at.is_(None), Job.due_at <= now, Job.kind.in_(kinds), free)
    waiting = select(Job.id).where(*ready).order_by(Job.due_at, Job.id)
    with database.write() as session:
        for number in session.scalars(waiting.limit(5)).all():
            taken = session.connection().execute(
                update(Job)
                .where(Job.id == number, Job.finished_at.is_(None), free)
                .values(claimed_by=worker, claimed_until=now + LEASE_MS, attempts=Job.attempts + 1)
            )
            if taken.rowcount:
                return session.get_one(Job, number)
    return None


def finish(session: Session, job: Job, now: int) -> None:
    """The job is done; its key is free again."""
    _close(session, job, finished_at=now, key=None, error=None)


def fail(session: Session, job: Job, error: str, now: int) -> None:
    """Tries again later, ever more rarely; after the last attempt the job is over and keeps its error."""
    if job.attempts >= MOST_ATTEMPTS:
        _close(session, job, finished_at=now, key=None, error=error[:2000])
    else:
        _close(session, job, due_at=now + pause(job.attempts), error=error[:2000])


def put_off(session: Session, job: Job, why: str, due_at: int) -> None:
    """The job waits until then, as if nobody had taken it."""
    _close(session, job, due_at=due_at, attempts=job.attempts - 1, error=why[:2000])


def extend(session: Session, job: Job, now: int) -> None:
    """For another lease, if whoever took the job still has it."""
    held = (Job.id == job.id, Job.claimed_by == job.claimed_by, Job.attempts == job.attempts)
    longer = update(Job).where(*held).values(claimed_until=now + LEASE_MS)
    session.execute(longer.execution_options(synchronize_session=False))


def pause(attempts: int) -> int:
    """Milliseconds until the next attempt: doubled each time, with up to a half more so that crowds spread."""
    base: int = min(FIRST_PAUSE_MS << min(attempts, 20), LONGEST_PAUSE_MS)
    return longer_by_chance(base, base // 2)


def longer_by_chance(pause: int, most: int) -> int:
    """By less than `most`."""
    return pause + random.randrange(most)  # noqa: S311 (spreads load, keeps no secret)


def prune(session: Session, before: int) -> None:
    """Forgets jobs that were over before a moment."""
    session.execute(delete(Job).where(Job.finished_at < before))


def _close(session: Session, job: Job, **values: object) -> None:
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.claimed_by == job.claimed_by)
        .values(claimed_by=None, claimed_until=None, **values)
        .execution_options(synchronize_session=False)
    )
