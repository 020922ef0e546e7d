"""CSV in pieces, for an answer that is sent while its rows are still being read."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from shortener.reports.files import write_csv

BATCH = 1000


def csv_pieces(rows: Iterable[msgspec.Struct], columns: Sequence[str]) -> Iterator[str]:
    """What `write_csv` writes. Each batch is written under the column names, which only the first piece keeps."""
    names = _text([], columns)
    yield names
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield _text(batch, columns)[len(names) :]


def _text(rows: Iterable[msgspec.Struct], columns: Sequence[str]) -> str:
    sink = io.StringIO(newline="")
    write_csv(rows, columns, sink)
    return sink.getvalue()
