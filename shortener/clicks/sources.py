"""Where clicks come from: the journal folders of this node's workers, living and dead."""

import contextlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shortener.redirect.tally import Tally, is_owned, read_tally

log = logging.getLogger(__name__)

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
BAD = ".bad"
Row = tuple[int, bytes]


@dataclass(frozen=True)
class Source:
    """One worker's journal. `owned`: its worker lives and may append."""

    folder: Path
    tally: Tally
    owned: bool

    @property
    def name(self) -> str:
        return self.folder.name

    def read(self, after: int, most: int) -> list[Row]:
        """Up to `most` rows after a position, in order; whole closed files without such rows are unlinked."""
        for path in self.files():
            rows = self._read_file(path, after, most)
            if rows:
                return rows
            if rows is not None and self._is_closed(path):
                unlink_file(path)
        return []

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.glob("*.db") if path.stem.isdigit())

    def bad_files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*.db{BAD}"))

    def last_position(self) -> int:
        """The position of the newest row in the files that are left; 0 without one."""
        for path in reversed(self.files()):
            with contextlib.suppress(sqlite3.Error), _opened(path) as db:
                newest = db.execute("SELECT max(position) FROM visits").fetchone()[0]
                if newest is not None:
                    return int(newest)
        return 0

    def has_gaps(self, path: Path) -> bool:
        """Whether positions are missing between the first and the last row of a file."""
        with contextlib.suppress(sqlite3.Error), _opened(path) as db:
            first, last, count = db.execute("SELECT min(position), max(position), count(*) FROM visits").fetchone()
            return bool(count) and last - first + 1 != count
        return False

    def remove(self) -> None:
        """Removes the folder of a dead worker when nothing but its tally is left."""
        if not self.files() and not self.bad_files():
            for leftover in self.folder.iterdir():
                leftover.unlink()
            self.folder.rmdir()

    def _is_closed(self, path: Path) -> bool:
        return not self.owned or int(path.stem) < self.tally.file

    def _read_file(self, path: Path, after: int, most: int) -> list[Row] | None:
        """None when the file can't be read now; a broken one is put aside under another name."""
        try:
            with _opened(path) as db:
                found: list[Row] = db.execute(
                    "SELECT position, body FROM visits WHERE position > ? ORDER BY position LIMIT ?", (after, most)
                ).fetchall()
        except sqlite3.DatabaseError as error:
            return self._unreadable(path, error)
        return found

    def _unreadable(self, path: Path, error: sqlite3.DatabaseError) -> list[Row] | None:
        if error.sqlite_errorcode in BROKEN:
            log.error("Journal file %s is broken and was put aside as %s%s: %s.", path, path.name, BAD, error)
            path.rename(path.with_name(path.name + BAD))
            return None
        if "no such table" in str(error):
            return []
        log.warning("Journal file %s can't be read now: %s.", path, error)
        return None


def find_sources(journal_dir: Path) -> list[Source]:
    """Every journal folder here, oldest worker first."""
    found = []
    for folder in journal_dir.glob("*.*/"):
        owned = is_owned(folder)  # asked before the tally and the files: what it says of them can only be too careful
        try:
            found.append(Source(folder, read_tally(folder), owned))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            log.warning("Journal folder %s can't be read: %s.", folder, error)
    return sorted(found, key=lambda source: source.tally.opened_at)


def unlink_file(path: Path) -> None:
    for suffix in ("-wal", "-shm", ""):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Opened for writing too, so that SQLite can recover what a killed worker left; nothing is ever written."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)
    try:
        db.execute("PRAGMA query_only=ON")
        yield db
    finally:
        db.close()
