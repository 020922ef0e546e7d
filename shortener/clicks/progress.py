"""How far a journal is stored, left in its folder by the collector for those who ask without the database."""

import contextlib
import os
import struct
from operator import itemgetter

from shortener.journal.files import Place
from shortener.journal.sources import Source

LAYOUT = struct.Struct("<8sQQ32s")
MAGIC = b"stored 1"
NAME = "stored"


def note(source: Source, position: int) -> None:
    """All up to this position is committed in the database. On a full disk nothing is noted: nobody relies on it."""
    file, place = max(
        ((name, place) for name, place in source.places.items() if place.position == position),
        key=itemgetter(0),
        default=("", Place(0, 0)),
    )
    with contextlib.suppress(OSError):
        fd = os.open(source.folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.pwrite(fd, LAYOUT.pack(MAGIC, position, place.offset, file.encode()), 0)
        finally:
            os.close(fd)


def noted(source: Source) -> int:
    """The position noted last, 0 where no collector has been; the source is read on from there without searching."""
    try:
        magic, position, offset, file = LAYOUT.unpack((source.folder / NAME).read_bytes())
    except (OSError, struct.error):
        return 0
    if magic != MAGIC:
        return 0
    if offset:
        source.places.setdefault(file.rstrip(b"\0").decode(), Place(offset, position))
    return int(position)
