"""Rows as CSV or NDJSON text; a spreadsheet never takes a cell for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import msgspec

PIECE = 64 * 1024
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
RISKY = frozenset((*FORMULA, GUARD))


class TextSink(Protocol):
    """Something that takes text, such as an open file or standard output."""

    def write(self, text: str, /) -> Any: ...


def write_csv(rows: Iterable[msgspec.Struct], columns: Iterable[str], sink: TextSink) -> int:
    """A line of column names, then a line a row (RFC 4180, lines end in CRLF); the number of rows. None becomes an empty cell."""
    writer = csv.writer(sink)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow(_cells(row))
        count += 1
    return count


def csv_pieces(rows: Iterable[msgspec.Struct], columns: Iterable[str]) -> Iterator[str]:
    """What `write_csv` writes, in pieces, for an answer that is sent while it is made."""
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(_cells(row))
        if sink.tell() >= PIECE:
            yield sink.getvalue()
            sink = io.StringIO()
            writer = csv.writer(sink)
    yield sink.getvalue()


def write_ndjson(rows: Iterable[msgspec.Struct], sink: TextSink) -> int:
    """One JSON object a line, every column in each; the number of rows."""
    encode = msgspec.json.Encoder().encode
    count = 0
    for row in rows:
        sink.write(encode(row).decode() + "\n")
        count += 1
    return count


def guarded(text: str) -> str:
    """A cell that a spreadsheet would run gets an apostrophe in front, one that looks guarded already gets another."""
    return GUARD + text if text.lstrip(GUARD).startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(FORMULA) else text


def _cells(row: msgspec.Struct) -> Iterator[Any]:
    for cell in msgspec.structs.astuple(row):
        yield guarded(cell) if cell.__class__ is str and cell[:1] in RISKY else cell
