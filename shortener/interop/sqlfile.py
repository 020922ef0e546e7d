"""Statements of an SQL dump, plain or gzip: cut at semicolons that stand in no text and no comment, one at a time."""

import contextlib
import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from shortener.interop.packed import unpacked
from shortener.interop.sqldump import BadDump

CHUNK = 1024 * 1024
LONGEST = 32 * 1024 * 1024
SEMICOLON = ord(";")
# All that is before a semicolon, or some of it: it decides nothing by what may still follow the bytes that are held.
# No group is possessive, which Debian 12's Python 3.11.2 gets wrong (gh-106052), and none endless, which takes memory.
_SOME = re.compile(
    rb"""(?:[^'"`;\#/-]*'[^'\\]*(?:\\.[^'\\]*)*'
    |[^'"`;\#/-]+
    |"[^"\\]*(?:\\.[^"\\]*)*"
    |`[^`]*`
    |(?:\#|--(?=\s))[^\n]*\n
    |/\*.*?\*/
    |-(?=[^-]|-\S)|/(?=[^*])){1,1000}""",
    re.DOTALL | re.VERBOSE,
)
_ASIDE = re.compile(rb"\s+|(?:#|--(?=\s|\Z))[^\n]*\n?|/\*(?!!).*?\*/", re.DOTALL)
_MADE_BY = re.compile(rb"-- (?:MySQL|MariaDB) dump ")
_COMPLETE = b"-- Dump completed"


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """What is in the file, unpacked, and how many of its own bytes were read so far. Raises OSError, BadDump."""
    with path.open("rb") as file:
        try:
            yield unpacked(file), file.tell
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise BadDump("breaks off or is broken inside its compression; copy it anew.") from error


def statements(stream: BinaryIO) -> Iterator[bytes]:
    """Each with its semicolon and without the comments before it. Holds one statement of at most LONGEST bytes.

    Raises BadDump where the file breaks off.
    """
    held, head, read = b"", b"", 0
    while chunk := stream.read(CHUNK):
        at, held = 0, held + chunk
        while (end := _end(held, read)) < len(held) and held[end] == SEMICOLON:
            statement = held[at : end + 1]
            aside = _aside(statement)
            head = head or aside or b" "
            yield statement[len(aside) :]
            at = read = end + 1
        held, read = held[at:], end - at
        _check_size(held)
    _check_end(held, is_marked=_MADE_BY.search(head) is not None)


def _end(held: bytes, read: int) -> int:
    """Where the statement that was read so far ends, or what is known of it does."""
    while found := _SOME.match(held, read):
        read = found.end()
    return read


def _aside(statement: bytes) -> bytes:
    """The comments and space before a statement."""
    end = 0
    while found := _ASIDE.match(statement, end):
        end = found.end()
    return statement[:end]


def _check_size(held: bytes) -> None:
    if len(held) > LONGEST:
        most = LONGEST // (1024 * 1024)
        raise BadDump(f"has a statement of more than {most} MiB; make it again with --net-buffer-length=1M.")


def _check_end(rest: bytes, *, is_marked: bool) -> None:
    if len(_aside(rest)) < len(rest) or (is_marked and _COMPLETE not in rest):
        raise BadDump("breaks off before its end; make it again, or copy it anew.")
