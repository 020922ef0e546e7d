"""The small file beside a worker's journal: whether the worker lives, how far it is written, and what could not be."""

import fcntl
import mmap
import os
import struct
from pathlib import Path

import msgspec

from shortener.locks import is_held

LAYOUT = struct.Struct("=8sQQQQQ64s")  # magic, the four numbers below, milliseconds UTC of its making, node
MAGIC = b"tally 2\n"
SIZE = 4096
FILE, COMMITTED, LOST, UNCOUNTED = 1, 2, 3, 4  # which word is which


class Tally(msgspec.Struct, frozen=True):
    """`file` is the number of the file now written (lower ones are whole); all else is of the folder's life.

    Positions 1 to `committed` were written; after a power cut the number may be too low.
    """

    file: int
    committed: int
    lost: int
    uncounted: int
    opened_at: int
    node: str


def own_tally(folder: Path, node: str, made_at: int) -> memoryview:
    """Makes the tally and gives its words: mapped memory, so that a number costs no system call and no room on disk.

    Numbers outlive the worker; until it is gone, or releases the words, the file is locked.
    """
    fresh = folder / "tally.new"
    with open(fresh, "w+b", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.posix_fallocate(file.fileno(), 0, SIZE)
        mapped = mmap.mmap(file.fileno(), SIZE)  # holds the file open, and so the lock
        mapped[: LAYOUT.size] = LAYOUT.pack(MAGIC, 1, 0, 0, 0, made_at, node.encode()[:64])
        os.fsync(file.fileno())
    fresh.rename(folder / "tally")
    return memoryview(mapped).cast("Q")


def loose_words() -> memoryview:
    """Words to count with while there is no tally."""
    return memoryview(bytearray(LAYOUT.size)).cast("Q")


def read_tally(folder: Path) -> Tally:
    """Raises OSError when there is none, ValueError when it isn't one."""
    body = (folder / "tally").read_bytes()[: LAYOUT.size]
    if len(body) < LAYOUT.size:
        raise ValueError(f"{folder / 'tally'} is cut short")
    magic, file, committed, lost, uncounted, opened_at, node = LAYOUT.unpack(body)
    if magic != MAGIC:
        raise ValueError(f"{folder / 'tally'} is not a tally of this version")
    return Tally(file, committed, lost, uncounted, opened_at, node.rstrip(b"\0").decode(errors="replace"))


def is_owned(folder: Path) -> bool:
    """Whether a living worker holds this journal."""
    try:
        return is_held(folder / "tally")
    except FileNotFoundError:
        return (folder / "tally.new").exists()
