"""SQLite's log and file go to the disk in small pieces: no redirect's own sync waits for megabytes.

https://www.sqlite.org/walformat.html, https://www.sqlite.org/fileformat2.html#the_write_ahead_log
"""

import contextlib
import ctypes
import os
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Engine

LONG = 10_000  # pages in the log, 40 MB of which are written home next
PIECE = 1 << 17
LOG_HEADER, FRAME_HEADER = 32, 24
PAGE_SIZE, SALTS, FRAME_SALTS = slice(8, 12), slice(16, 24), 8
WAIT_WRITE_WAIT = 7  # SYNC_FILE_RANGE_WAIT_BEFORE | _WRITE | _WAIT_AFTER, see sync_file_range(2)

_libc: Any = ctypes.CDLL(None, use_errno=True)
_sync_range: Any = getattr(_libc, "sync_file_range", None)  # Linux alone has it
if _sync_range:
    _sync_range.argtypes = [ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint]


class Writeback:
    """What a lazy engine leaves to others; nothing where the engine is no file of SQLite's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        name = engine.url.database if engine.dialect.name == "sqlite" else None
        self._path = name if name and not name.startswith((":memory:", "file:")) else ""
        self._done = 0  # pages in the log when it was last written home

    def settle(self) -> None:
        """All that was committed until now survives a power cut. Blocking; raises OSError.

        Where there is no log any more, SQLite has written it home, and synced that, before.
        """
        with self._log() as log:
            if log >= 0:
                _write_back(log)
                os.fdatasync(log)

    @contextlib.contextmanager
    def unhurried(self) -> Iterator[None]:
        """Around a commit: it has settled at the end, and a log that had become long before is home.

        A checkpoint that takes the whole log ends with a sync of all that it wrote. One that a reader keeps from the
        last commit does not, for it lets nobody begin the log anew. So a reader waits here while what was written home
        goes to disk piece by piece, and the checkpoint after it finds little to sync; whatever dies meanwhile, the log
        is begun anew only behind such a sync.
        """
        if self._grown() < LONG:
            yield
            self.settle()
            return
        with self._engine.connect() as reader:
            reader.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # without a question it reads nothing yet
            yield
            self.settle()
            self._checkpoint()
            _write_back(_open_for_good(self._path))
        self._checkpoint()
        self._done += self._grown()

    def _grown(self) -> int:
        """Pages since then; it may have been begun anew, or have had to wait for another reader."""
        with self._log() as log:
            pages = _pages(log) if log >= 0 else 0
        if pages < self._done:
            self._done = 0
        return pages - self._done

    def _checkpoint(self) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    @contextlib.contextmanager
    def _log(self) -> Iterator[int]:
        """A file descriptor of the log, on which there are no locks; -1 without one."""
        log = -1
        if self._path:
            with contextlib.suppress(FileNotFoundError):
                log = os.open(f"{self._path}-wal", os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield log
        finally:
            if log >= 0:
                os.close(log)


@cache
def _open_for_good(path: str) -> int:
    """Never closed: with any of its descriptors a process gives up all its locks on a file, SQLite's too (fcntl(2))."""
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _write_back(fd: int) -> None:
    """Has the kernel write what a file has in memory alone. That is no sync: one must follow, and has little to do."""
    if _sync_range:
        for place in range(0, os.fstat(fd).st_size, PIECE):
            _sync_range(fd, place, PIECE, WAIT_WRITE_WAIT)


def _pages(log: int) -> int:
    """How many a log holds since it was begun anew: those whose salts are the header's; older ones follow."""
    header = os.pread(log, LOG_HEADER, 0)
    if len(header) < LOG_HEADER:
        return 0
    frame = FRAME_HEADER + int.from_bytes(header[PAGE_SIZE], "big")
    salts = header[SALTS]

    def is_older(number: int) -> bool:
        return os.pread(log, len(salts), LOG_HEADER + number * frame + FRAME_SALTS) != salts

    return bisect_left(range((os.fstat(log).st_size - LOG_HEADER) // frame), True, key=is_older)
