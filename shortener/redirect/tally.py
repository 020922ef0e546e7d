"""The small file beside a worker's journal: who owns it, which file is being written, and what could not be.

It has its size from the start and is mapped into memory, so counting a loss needs no free disk and survives the worker.
"""

import fcntl
import mmap
import os
import struct
import threading
from pathlib import Path

import msgspec

LAYOUT = struct.Struct("<8sQQQQ64s")
MAGIC = b"tally 1\n"
SIZE = 4096
FILE, LOST, UNCOUNTED = 8, 16, 24


class Tally(msgspec.Struct, frozen=True):
    """`file` is the number of the file now written (lower ones are whole); the counts are of the folder's life."""

    file: int
    lost: int
    uncounted: int
    opened_at: int
    node: str


class OwnTally:
    """The writer's side, held locked as long as the worker lives."""

    def __init__(self, folder: Path, node: str, opened_at: int) -> None:
        fresh = folder / "tally.new"
        self._lock = threading.Lock()
        self._fd = os.open(fresh, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.posix_fallocate(self._fd, 0, SIZE)
            self._map = mmap.mmap(self._fd, SIZE)
            self._map[: LAYOUT.size] = LAYOUT.pack(MAGIC, 0, 0, 0, opened_at, node.encode()[:64])
            fresh.rename(folder / "tally")
        except OSError:
            os.close(self._fd)
            raise

    def set_file(self, number: int) -> None:
        self._put(FILE, number)

    def add(self, lost: int, uncounted: int) -> bool:
        """False, and nothing counted, once it is closed: another thread may have left this journal."""
        with self._lock:
            if self._map.closed:
                return False
            self._add(LOST, lost)
            self._add(UNCOUNTED, uncounted)
            return True

    def close(self) -> None:
        with self._lock:
            self._map.close()
        os.close(self._fd)

    def _add(self, offset: int, count: int) -> None:
        self._put(offset, int.from_bytes(self._map[offset : offset + 8], "little") + count)

    def _put(self, offset: int, value: int) -> None:
        self._map[offset : offset + 8] = value.to_bytes(8, "little")


def read_tally(folder: Path) -> Tally:
    """Raises OSError when there is none, ValueError when it isn't one."""
    body = (folder / "tally").read_bytes()[: LAYOUT.size]
    if len(body) < LAYOUT.size:
        raise ValueError(f"{folder / 'tally'} is cut short")
    magic, file, lost, uncounted, opened_at, node = LAYOUT.unpack(body)
    if magic != MAGIC:
        raise ValueError(f"{folder / 'tally'} is not a tally of this version")
    return Tally(file, lost, uncounted, opened_at, node.rstrip(b"\0").decode(errors="replace"))


def is_owned(folder: Path) -> bool:
    """Whether a living worker holds this journal."""
    try:
        fd = os.open(folder / "tally", os.O_RDONLY)
    except FileNotFoundError:
        return (folder / "tally.new").exists()
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(fd)
