"""All links as CSV or as one JSON array, for other programs."""

from collections.abc import Iterable

import msgspec

from shortener.interop.out.rows import COLUMNS, Leaving
from shortener.reports.files import TextSink, write_csv


def write_table(rows: Iterable[Leaving], sink: TextSink) -> None:
    """CSV with a line of column names."""
    write_csv(rows, COLUMNS, sink)


def write_array(rows: Iterable[Leaving], sink: TextSink) -> None:
    """An object a line, so that a person can search it too."""
    encode = msgspec.json.Encoder().encode
    before = "[\n"
    for row in rows:
        sink.write(before + encode(row).decode())
        before = ",\n"
    sink.write("\n]\n" if before == ",\n" else "[]\n")
