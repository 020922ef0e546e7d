"""Where a worker puts visits before it answers them: numbered SQLite files in a folder of its own.

Workers only append; the collector reads and unlinks whole closed files. Positions count up without a gap over all
files of a folder.
"""

import logging
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shortener.redirect.tally import OwnTally

log = logging.getLogger(__name__)

SCHEMA = "CREATE TABLE visits (position INTEGER PRIMARY KEY, body BLOB NOT NULL)"
INSERT = "INSERT INTO visits VALUES (?, ?)"
CHECKPOINT_PAGES = 4000
COMPLAIN_SECONDS = 60
RETRY_SECONDS = 1.0


@dataclass
class Losses:
    """What can't be counted on disk yet."""

    lost: int = 0
    uncounted: int = 0


@dataclass(frozen=True)
class JournalOptions:
    """`sync` full: a write is on disk when it returns; normal: it survives a crash of the process, not a power cut."""

    sync: str = "full"
    rows: int = 200_000
    seconds: int = 600


class Journal:
    """One worker's journal. `write` may be called from any thread and never raises: what it can't write it counts."""

    def __init__(self, journal_dir: Path, node: str, options: JournalOptions | None = None) -> None:
        self.options = options or JournalOptions()
        self._journal_dir, self._node = journal_dir, node
        self._untold = Losses()
        self._lock = threading.Lock()
        self._complained = -float(COMPLAIN_SECONDS)
        self._db: sqlite3.Connection | None = None
        self._begin()
        self._is_set_up()

    def write(self, bodies: Sequence[bytes]) -> bool:
        """Commits all bodies together; False when they are lost (and counted as lost)."""
        with self._lock:
            stored = self._is_set_up() and self._commit(bodies)
            if not stored:
                self._count(len(bodies), 0)
            elif self._is_due():
                self._rotate()
            return stored

    def count_miss(self) -> None:
        """Counts a miss that is beyond the share that may be journaled; never waits for a commit."""
        self._count(0, 1)

    def tick(self) -> None:
        """Closes a file that is old enough even when nobody visits, so that addresses don't linger in it."""
        with self._lock:
            if self._rows and self._is_due():
                self._rotate()

    def close(self) -> None:
        with self._lock:
            self._close_file()
            if self._tally is not None:
                self._tally.close()

    def _begin(self) -> None:
        """Chooses a folder that nobody has used."""
        label = re.sub(r"[^A-Za-z0-9_-]+", "-", self._node)[:64] or "node"
        self.folder = self._journal_dir / f"{label}.{secrets.token_hex(8)}"
        self._tally: OwnTally | None = None
        self._file = self._position = 0
        self._tried = -RETRY_SECONDS

    def _is_set_up(self) -> bool:
        """Makes the folder and its tally; on a full disk, where that fails, it is tried again now and then."""
        if self._tally is not None:
            return True
        if time.monotonic() - self._tried < RETRY_SECONDS:
            return False
        self._tried = time.monotonic()
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._tally = OwnTally(self.folder, self._node, time.time_ns() // 1_000_000)
        except OSError as error:
            self._complain(error)
            return False
        untold, self._untold = self._untold, Losses()
        self._count(untold.lost, untold.uncounted)
        return self._open_next()

    def _count(self, lost: int, uncounted: int) -> None:
        tally = self._tally
        if tally is None or not tally.add(lost, uncounted):
            self._untold.lost += lost
            self._untold.uncounted += uncounted

    def _commit(self, bodies: Sequence[bytes]) -> bool:
        if self._db is None and not self._open_next():
            return False
        assert self._db is not None
        first = self._position + 1
        try:
            self._db.execute("BEGIN")
            self._db.executemany(INSERT, enumerate(bodies, first))
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            return self._recover(error, first + len(bodies) - 1)
        self._position += len(bodies)
        self._rows += len(bodies)
        return True

    def _recover(self, error: sqlite3.Error, wanted: int) -> bool:
        """After a failed commit, asks the file itself what it holds: an error at COMMIT may come after the write."""
        self._complain(error)
        self._close_file()
        try:
            self._db = self._connect()
            held = self._db.execute("SELECT max(position) FROM visits").fetchone()[0] or 0
        except (sqlite3.Error, OSError):
            self._abandon()
            return False
        self._rows += max(0, held - self._position)
        self._position = max(self._position, held)
        return self._position >= wanted

    def _abandon(self) -> None:
        """Leaves a folder whose last file can't be asked to the collector: its positions must not be used again."""
        self._close_file()
        if self._tally is not None:
            self._tally.close()
        self._begin()

    def _open_next(self) -> bool:
        self._file += 1
        self._rows, self._opened = 0, time.monotonic()
        try:
            self._db = self._connect()
            self._db.execute(SCHEMA)
        except (sqlite3.Error, OSError) as error:
            self._complain(error)
            self._close_file()
            self._discard()
            return False
        if self._tally is not None:
            self._tally.set_file(self._file)
        return True

    def _connect(self) -> sqlite3.Connection:
        path = self._path()
        path.touch(mode=0o600)
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(f"PRAGMA synchronous={self.options.sync.upper()}")
        db.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
        return db

    def _path(self) -> Path:
        return self.folder / f"{self._file:08}.db"

    def _discard(self) -> None:
        """Removes a file that never got its table; its number is used again."""
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path()}{suffix}").unlink(missing_ok=True)
        self._file -= 1

    def _is_due(self) -> bool:
        return self._rows >= self.options.rows or time.monotonic() - self._opened >= self.options.seconds

    def _rotate(self) -> None:
        self._close_file()
        self._open_next()

    def _close_file(self) -> None:
        if self._db is not None:
            try:
                self._db.close()
            except sqlite3.Error as error:
                self._complain(error)
            self._db = None

    def _complain(self, error: Exception) -> None:
        if time.monotonic() - self._complained >= COMPLAIN_SECONDS:
            self._complained = time.monotonic()
            log.error("Journal %s: %s. Redirects go on; clicks that can't be written are counted.", self._path(), error)
