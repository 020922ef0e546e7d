"""One file of a journal as the collector sees it: read frame by frame, put aside when broken, unlinked when stored."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from zlib import crc32

import msgspec

from shortener.journal.writer import FRAME, HEADER, MAGIC, SEED

BAD = ".bad"
CHUNK = 1 << 18
LONGEST = 1 << 24  # far beyond any visit
ENDLESS = 1 << 64
Row = tuple[int, bytes]


class Unreadable(Exception):
    """A file can't be read now; the message is one sentence for the operator."""


class Broken(Unreadable):
    """A file is damaged, or rows that were committed aren't in it."""


class Place(msgspec.Struct, frozen=True):
    """Where in a file the frame behind a position begins, or would."""

    offset: int
    position: int


class Span(msgspec.Struct, frozen=True):
    """The first and last position in a file and how many rows it has; all 0 without any."""

    first: int
    last: int
    rows: int


class Part(msgspec.Struct, frozen=True):
    """A file and what must be in it: positions up to `least`, none beyond `last`; nobody writes to a `closed` one.

    Where it was cut behind its last row when it was closed (`trimmed`), its size tells as well that nothing is missing.
    """

    path: Path
    least: int
    last: int
    closed: bool = True
    trimmed: bool = False

    def check(self, place: Place) -> None:
        """Raises Broken when reading must not end at this place: rows that were committed should follow."""
        if place.position < self.least and not (self.trimmed and 0 < place.offset == self.path.stat().st_size):
            where = f"beyond position {place.position}" if place.offset else "at all"
            raise Broken(f"Journal file {self.path} can't be read {where}: it is damaged.")


def start_of(path: Path) -> Place | None:
    """Before the first frame; None as long as the header isn't written whole. Raises FileNotFoundError, Unreadable."""
    with _opened(path) as fd:
        head = os.pread(fd, HEADER.size, 0)
    if len(head) < HEADER.size:
        return None
    magic, first, checksum = HEADER.unpack(head)
    if magic != MAGIC or checksum != crc32(head[:-4]):
        raise Broken(f"Journal file {path} can't be read: it does not begin as one.")
    return Place(HEADER.size, first - 1)


def read_rows(path: Path, place: Place, last: int, most: int, most_bytes: int = ENDLESS) -> tuple[list[Row], Place]:
    """Up to `most` rows behind a place, up to a last position, and the place behind them.

    Stops before a frame that is not whole or has another checksum, and once the rows are `most_bytes` or a little more.
    Raises FileNotFoundError, Unreadable.
    """
    rows: list[Row] = []
    size = CHUNK
    with _opened(path) as fd:
        while place.position < last and len(rows) < most and most_bytes > 0:
            chunk = os.pread(fd, size, place.offset)
            found, behind = _parse(chunk, place.position, min(last, place.position + most - len(rows)))
            if found:
                rows += found
                most_bytes -= bytes_of(found)
                place = Place(place.offset + behind, found[-1][0])
                size = CHUNK
            elif len(chunk) == CHUNK < (wanted := FRAME.size + FRAME.unpack_from(chunk)[0]) <= LONGEST:
                size = wanted
            else:
                break
    return rows, place


def bytes_of(rows: Sequence[Row]) -> int:
    return sum(len(body) for _, body in rows)


def put_aside(path: Path) -> Path:
    """Keeps a broken file under a name that nobody collects."""
    return path.rename(path.with_name(path.name + BAD))


def _parse(chunk: bytes, position: int, last: int) -> tuple[list[Row], int]:
    """The rows of whole, good frames after a position, and where in the chunk they end."""
    rows: list[Row] = []
    at, end = 0, len(chunk)
    unpack, head = FRAME.unpack_from, FRAME.size
    while position < last and at + head <= end:
        length, checksum = unpack(chunk, at)
        behind = at + head + length
        body = chunk[at + head : behind]
        position += 1
        if behind > end or crc32(body, position & SEED) != checksum:
            break
        rows.append((position, body))
        at = behind
    return rows, at


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield fd
        finally:
            os.close(fd)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(f"Journal file {path} can't be read: {error.strerror}.") from error
