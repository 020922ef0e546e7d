"""Files that people bring plain or as gzip (RFC 1952), told apart by their first bytes."""

import gzip
from io import BufferedReader, RawIOBase
from typing import BinaryIO, cast

MARK = b"\x1f\x8b"


def unpacked(file: BinaryIO) -> BinaryIO:
    """What is in it; whoever reads that meets EOFError, gzip.BadGzipFile or zlib.error where it is broken."""
    ahead = file if isinstance(file, BufferedReader) else BufferedReader(cast(RawIOBase, file))
    packed = ahead.peek(len(MARK))[: len(MARK)] == MARK
    return cast(BinaryIO, gzip.GzipFile(fileobj=ahead) if packed else ahead)
