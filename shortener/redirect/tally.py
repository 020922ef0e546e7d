"""The small file beside a worker's journal: who owns it, how far it is written, and what could not be.

It has its size from the start and is mapped into memory, so a number costs no system call, needs no free disk, and
survives the worker.
"""

import fcntl
import mmap
import os
import struct
from pathlib import Path

LAYOUT = struct.Struct("=8sQQQQQ64s")
MAGIC = b"tally 2\n"
SIZE = 4096
FILE, COMMITTED, LOST, UNCOUNTED = 1, 2, 3, 4  # which word is which


class OwnTally:
    """The writer's side, held locked as long as the worker lives; `words` are its numbers, not to be used once closed.

    The file, if not yet its name, is on disk when this returns: without it a journal is collected by nobody.
    """

    def __init__(self, folder: Path, node: str, opened_at: int) -> None:
        fresh = folder / "tally.new"
        self._fd = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.posix_fallocate(self._fd, 0, SIZE)
            self._map = mmap.mmap(self._fd, SIZE)
            self._map[: LAYOUT.size] = LAYOUT.pack(MAGIC, 1, 0, 0, 0, opened_at, node.encode()[:64])
            os.fsync(self._fd)
            fresh.rename(folder / "tally")
        except OSError:
            os.close(self._fd)
            raise
        self.words = memoryview(self._map).cast("Q")

    def close(self) -> None:
        self.words.release()
        self._map.close()
        os.close(self._fd)


def loose_words() -> memoryview:
    """Words to count with as long as there is no tally."""
    return memoryview(bytearray(LAYOUT.size)).cast("Q")
