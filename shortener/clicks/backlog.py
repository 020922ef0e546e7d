"""What waits in this node's journals to be stored, and what was lost: cheap enough to be asked every few seconds."""

import contextlib
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.progress import noted
from shortener.clicks.tables import journals
from shortener.clock import now_ms
from shortener.journal.files import Unreadable
from shortener.journal.sources import Source, find_sources
from shortener.journal.visit import decode
from shortener.stores import Database


class Backlog(msgspec.Struct, frozen=True, kw_only=True):
    """Of this node: `rows` visits wait, the oldest for `seconds`; `bytes` is what the journals take up on disk.

    `lost` visits and `uncounted` misses are of all nodes since ever; with the database away only of the journals here.
    """

    rows: int
    seconds: float
    bytes: int
    lost: int
    uncounted: int


def backlog(database: Database | None, journal_dir: Path) -> Backlog:
    """Without a database (or with one that is away) what the journal folder shows. Never raises for one away."""
    sources = find_sources(journal_dir)
    stored = {source.name: noted(source) for source in sources}
    waiting = {source.name: max(0, source.tally.committed - stored[source.name]) for source in sources}
    lost, uncounted = _losses_elsewhere(database, list(waiting)) if database else (0, 0)
    return Backlog(
        rows=sum(waiting.values()),
        seconds=max((_age(source, stored[source.name]) for source in sources if waiting[source.name]), default=0.0),
        bytes=sum(_size(path) for source in sources for path in source.files()),
        lost=lost + sum(source.tally.lost for source in sources),
        uncounted=uncounted + sum(source.tally.uncounted for source in sources),
    )


def _age(source: Source, stored: int) -> float:
    """Seconds since the first visit that waits; where it can't be read, since a file came or went in its folder."""
    now = now_ms()
    try:
        rows = source.read(stored, 1)
        began = decode(rows[0][1]).at if rows else now
    except (Unreadable, OSError, msgspec.MsgspecError, UnicodeDecodeError):
        began = _changed_at(source.folder, now)
    return max(0.0, (now - began) / 1000)


def _changed_at(folder: Path, now: int) -> int:
    """A folder that is gone meanwhile changed just now."""
    with contextlib.suppress(FileNotFoundError):
        return folder.stat().st_mtime_ns // 1_000_000
    return now


def _size(path: Path) -> int:
    """0 for a file that is gone meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size
    return 0


def _losses_elsewhere(database: Database, here: list[str]) -> tuple[int, int]:
    """Of journals whose folders aren't here (any more): of those here the tally knows more."""
    c = journals.c
    wanted = select(func.coalesce(func.sum(c.lost), 0), func.coalesce(func.sum(c.uncounted), 0))
    try:
        with database.read() as session:
            lost, uncounted = session.execute(wanted.where(c.name.not_in(here))).one()
    except SQLAlchemyError:
        return 0, 0
    return int(lost), int(uncounted)
