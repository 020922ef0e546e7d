"""Rows as CSV or NDJSON text; a spreadsheet never takes a cell for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

import msgspec

PIECE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
BOM = b"\xef\xbb\xbf"  # without it some spreadsheets take UTF-8 for something else


class TextSink(Protocol):
    """Something that takes text, such as an open file or standard output."""

    def write(self, text: str, /) -> Any: ...


def write_csv(rows: Iterable[msgspec.Struct], columns: Iterable[str], sink: TextSink) -> None:
    """A line of column names, then a line a row (RFC 4180, lines end in CRLF). None becomes an empty cell."""
    for piece in csv_pieces(rows, columns):
        sink.write(piece)


def write_ndjson(rows: Iterable[msgspec.Struct], sink: TextSink) -> None:
    """One JSON object a line, every column in each."""
    for piece in ndjson_pieces(rows):
        sink.write(piece)


def csv_pieces(rows: Iterable[msgspec.Struct], columns: Iterable[str]) -> Iterator[str]:
    """What `write_csv` writes, many rows at a time, for an answer that is sent while it is made."""
    yield _quoted(columns)
    remaining = iter(rows)
    while piece := "".join(map(_line, islice(remaining, PIECE))):
        yield piece


def ndjson_pieces(rows: Iterable[msgspec.Struct]) -> Iterator[str]:
    """What `write_ndjson` writes, many rows at a time."""
    encode = msgspec.json.Encoder().encode_lines
    remaining = iter(rows)
    while piece := list(islice(remaining, PIECE)):
        yield encode(piece).decode()


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """As UTF-8; half a surrogate pair, which no UTF-8 has, becomes a question mark."""
    for piece in pieces:
        yield piece.encode("utf-8", "replace")


def cells(*values: Any) -> str:
    """One or more cells of a line, guarded and quoted where they need it, without the line's end."""
    if values in {(None,), ("",)}:
        return ""  # alone it would get quotes, lest the line be empty
    return _quoted(guarded(value) if isinstance(value, str) else value for value in values)[:-2]


def guarded(text: str) -> str:
    """A cell that a spreadsheet would run gets an apostrophe in front, one that looks guarded already gets another."""
    return GUARD + text if text.lstrip(GUARD).startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(FORMULA) else text


def _line(row: msgspec.Struct) -> str:
    """Most rows have nothing to quote or guard, and joining cells takes a third of what csv takes."""
    values = msgspec.structs.astuple(row)
    line = ",".join(["" if value is None else str(value) for value in values])
    if line.count(",") == len(values) - 1 and not _is_risky("," + line):
        return line + "\r\n"
    return _quoted(guarded(value) if isinstance(value, str) else value for value in values)


def _is_risky(line: str) -> bool:
    """Whether a cell may want quotes or the guard; a chain, because it runs once a row and `any` takes longer."""
    return (
        '"' in line
        or "\n" in line
        or "\r" in line
        or "\t" in line
        or ",=" in line
        or ",-" in line
        or ",+" in line
        or ",@" in line
        or ",'" in line
    )


def _quoted(cells: Iterable[Any]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()
