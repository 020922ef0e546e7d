"""One file of a journal as the collector sees it: read in short reads, put aside when broken, unlinked when stored."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
NO_ROOM = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_WRITE,
}
BAD = ".bad"
PARTS = ("-wal", "-shm", "")  # the file itself last: as long as it stands, what belongs to it is known
Row = tuple[int, bytes]


class Unreadable(Exception):
    """A file can't be read now; the message is one sentence for the operator."""


class Broken(Unreadable):
    """A file will never be read: it is damaged or no SQLite file at all."""


class NoRoom(Unreadable):
    """A file may be whole, but reading it takes an index beside it (-shm), which can't be written there now."""


class Span(msgspec.Struct, frozen=True):
    """The first and last position in a file and how many rows it has; all 0 without any."""

    first: int
    last: int
    rows: int


def read_rows(path: Path, after: int, most: int) -> list[Row]:
    """Up to `most` rows after a position, in order; none of a file that is gone or has no table yet."""
    query = "SELECT position, body FROM visits WHERE position > ? ORDER BY position LIMIT ?"
    try:
        return _select(path, query, (after, most))
    except FileNotFoundError:
        return []


def span_of(path: Path) -> Span:
    """What a file holds. Raises FileNotFoundError when it is gone."""
    found = _select(path, "SELECT coalesce(min(position), 0), coalesce(max(position), 0), count(*) FROM visits")
    return Span(*found[0]) if found else Span(0, 0, 0)


def put_aside(path: Path) -> Path:
    """Keeps a broken file, with its parts, under a name that nobody collects."""
    bad = path.with_name(path.name + BAD)
    for part in PARTS:
        with contextlib.suppress(FileNotFoundError):
            Path(f"{path}{part}").rename(f"{bad}{part}")
    return bad


def unlink(path: Path) -> None:
    for part in PARTS:
        Path(f"{path}{part}").unlink(missing_ok=True)


def _select(path: Path, query: str, values: tuple[int, ...] = ()) -> list[Any]:
    try:
        with _opened(path) as db:
            return db.execute(query, values).fetchall()
    except sqlite3.DatabaseError as error:
        if not path.exists():
            raise FileNotFoundError(path) from error
        if "no such table" in str(error):
            return []
        raise _kind(error.sqlite_errorcode)(f"Journal file {path} can't be read: {error}.") from error


def _kind(code: int) -> type[Unreadable]:
    if code & 0xFF in BROKEN:
        return Broken
    return NoRoom if code in NO_ROOM else Unreadable


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Opened for writing too, so that SQLite can recover what a killed worker left; nothing is ever written."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)
    try:
        db.execute("PRAGMA query_only=ON")
        yield db
    finally:
        db.close()
