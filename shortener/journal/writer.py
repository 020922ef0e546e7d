"""Where a worker puts visits before it answers them: numbered append-only files in a folder of its own.

A file is a header and then frames, one a visit: length and checksum of the body, and the body. Positions count up
without a gap over all files of a folder and are part of the checksums. Workers only append; the collector reads, and
unlinks whole closed files.
"""

import logging
import math
import os
import re
import secrets
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from shortener.journal.tally import COMMITTED, FILE, LOST, UNCOUNTED, loose_words, own_tally

log = logging.getLogger(__name__)

SUFFIX = ".visits"
MAGIC = b"visits 1"
HEADER = struct.Struct("<8sQI")  # magic, position of the first frame, checksum of both
FRAME = struct.Struct("<II")
SEED = 0xFFFFFFFF  # what a checksum takes of a position
ROOM = bytes(1 << 18)
COMPLAIN_SECONDS = 60
RETRY_SECONDS = 1.0


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
        self._node = node
        label = re.sub(r"[^A-Za-z0-9_-]+", "-", node)[:64] or "node"
        self.folder = journal_dir / f"{label}.{secrets.token_hex(8)}"
        self._writing, self._counting = threading.Lock(), threading.Lock()
        self._words, self._has_tally = loose_words(), False
        self._fd, self._number = -1, 1
        self._position = self._size = self._room = self._last = 0
        self._begun_at = self._retry_at = self._complained_at = -math.inf
        self._make_folder()

    def write(self, bodies: Sequence[bytes]) -> bool:
        """Commits all bodies; False when some are lost (and counted as lost)."""
        with self._writing:
            if self._fd < 0 and not self._begin_file():
                return self._lose(len(bodies))
            position = self._position
            frames = []
            for body in bodies:
                position += 1
                frames.append(FRAME.pack(len(body), crc32(body, position & SEED)))
                frames.append(body)
            data = b"".join(frames)
            written = self._append(data)
            if written < len(data):
                return self._cut(bodies, written)
            self._commit(position, written)
            return True

    def count_miss(self) -> None:
        """Counts a miss that is beyond the share that may be journaled; never waits for a commit."""
        with self._counting:
            self._words[UNCOUNTED] += 1

    def tick(self) -> None:
        """Closes a file that is old enough even when nobody visits, so that addresses don't linger in it."""
        if self._fd >= 0 and time.monotonic() - self._begun_at >= self.options.seconds:
            self._last = 0  # a write that is under way will close it
            if self._writing.acquire(blocking=False):
                self._close_file()
                self._writing.release()

    def close(self) -> None:
        with self._writing, self._counting:
            self._close_file()
            self._words.release()
            self._words, self._has_tally, self._retry_at = loose_words(), False, math.inf

    def _lose(self, visits: int) -> bool:
        with self._counting:
            self._words[LOST] += visits
        return False

    def _make_folder(self) -> bool:
        """With the tally in it. On a full disk, where that fails, it is tried again now and then."""
        if time.monotonic() < self._retry_at:
            return False
        self._retry_at = time.monotonic() + RETRY_SECONDS
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            words = own_tally(self.folder, self._node, time.time_ns() // 1_000_000)
        except OSError as error:
            self._complain(error)
            return False
        with self._counting:
            words[LOST], words[UNCOUNTED] = self._words[LOST], self._words[UNCOUNTED]
            self._words, self._has_tally = words, True
        return True

    def _begin_file(self) -> bool:
        """Begins the next file; one that can't be begun is tried again by the next write."""
        if not self._has_tally and not self._make_folder():
            return False
        self._fd = self._try(os.open, self._path(), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if self._fd < 0:
            return False
        self._size = self._room = 0
        facts = HEADER.pack(MAGIC, self._position + 1, 0)[:-4]
        self._size = self._append(facts + crc32(facts).to_bytes(4, "little"))
        if self._size < HEADER.size:
            self._try(os.close, self._fd)
            self._fd = -1
            return False
        if self.options.sync == "full":
            self._sync_names()
        self._last, self._begun_at = self._position + self.options.rows, time.monotonic()
        return True

    def _append(self, data: bytes) -> int:
        """How many bytes the file took. With `full` also room for the next: a sync is dearer when a file has grown."""
        size = len(data)
        if self.options.sync == "full" and self._size + size > self._room:
            data += ROOM
            self._room = self._size + len(data)
        return min(size, self._try(os.pwrite, self._fd, data, self._size))

    def _commit(self, position: int, size: int) -> None:
        """What was written but can't be forced to disk stays committed, as it can be read; the next file is begun."""
        if self.options.sync == "full" and self._try(os.fdatasync, self._fd) < 0:
            self._last = 0
        self._position = self._words[COMMITTED] = position
        self._size += size
        if position >= self._last:
            self._close_file()

    def _cut(self, bodies: Sequence[bytes], written: int) -> bool:
        """After a short write: commits the frames that are whole, and leaves the file."""
        kept = size = 0
        while size + FRAME.size + len(bodies[kept]) <= written:
            size += FRAME.size + len(bodies[kept])
            kept += 1
        self._last = 0
        self._commit(self._position + kept, size)
        return self._lose(len(bodies) - kept)

    def _sync_names(self) -> None:
        for folder in (self.folder, self.folder.parent):
            fd = self._try(os.open, folder, os.O_RDONLY)
            if fd >= 0:
                self._try(os.fsync, fd)
                self._try(os.close, fd)

    def _close_file(self) -> None:
        """Cuts off what was not committed; where that fails, the next file's header says where this one ends."""
        if self._fd < 0:
            return
        self._try(os.ftruncate, self._fd, self._size)
        self._try(os.close, self._fd)
        self._fd = -1
        self._number += 1
        self._words[FILE] = self._number

    def _try(self, call: Callable[..., int | None], *args: object) -> int:
        """What the kernel answers; -1 when it fails."""
        try:
            return call(*args) or 0
        except OSError as error:
            self._complain(error)
            return -1

    def _path(self) -> Path:
        return self.folder / f"{self._number:08}{SUFFIX}"

    def _complain(self, error: OSError) -> None:
        if time.monotonic() - self._complained_at >= COMPLAIN_SECONDS:
            self._complained_at = time.monotonic()
            log.error("Journal %s: %s. Redirects go on; clicks that can't be written are counted.", self._path(), error)
