"""What a worker's tally says of its journal, and whether the worker lives."""

import fcntl
import os
from pathlib import Path

import msgspec

from shortener.redirect.tally import LAYOUT, MAGIC


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
