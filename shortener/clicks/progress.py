"""How far a journal is stored, left in its folder by the collector for those who ask without the database."""

import contextlib
import os
import struct
from pathlib import Path

LAYOUT = struct.Struct("<8sQ")
MAGIC = b"stored 1"
NAME = "stored"


def note(folder: Path, position: int) -> None:
    """All up to this position is committed in the database. On a full disk nothing is noted: nobody relies on it."""
    with contextlib.suppress(OSError):
        fd = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(fd, LAYOUT.pack(MAGIC, position), 0)
        finally:
            os.close(fd)


def noted(folder: Path) -> int:
    """The position noted last; 0 where no collector has been."""
    try:
        magic, position = LAYOUT.unpack((folder / NAME).read_bytes())
    except (OSError, struct.error):
        return 0
    return int(position) if magic == MAGIC else 0
