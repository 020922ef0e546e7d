"""An export as pieces of a file: each page is read in a short transaction of its own, so nobody waits for a reader."""

import gzip
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

import msgspec
from sqlalchemy.orm import Session

from shortener.reports.export.copied import copied
from shortener.reports.export.lines import Lines
from shortener.reports.export.order import Form, Shape
from shortener.reports.export.rows import CLICK_COLUMNS, rows_of
from shortener.reports.export.wanted import START, Place, Wanted
from shortener.reports.files import BOM, cells, csv_pieces, encoded, ndjson_pieces
from shortener.reports.lookups import Lookups
from shortener.stores import Database

LEVEL = 6


class Page(msgspec.Struct, frozen=True):
    """Bytes of the file, how many rows they are, and where the next page starts."""

    data: bytes
    rows: int
    last: Place


class Reader(Protocol):
    """Reads pages of one export: lines of the file, how many, and where the next page starts."""

    def read(self, session: Session, wanted: Wanted, after: Place) -> tuple[bytes, int, Place]: ...


def pages(database: Database, wanted: Wanted, shape: Shape, after: Place = START) -> Iterator[Page]:
    """All clicks that are wanted, or those from a place on; the names of columns only at the start.

    A gzip file is made of one member a page (RFC 1952, 2.2), so that it comes out the same whether broken off or not.
    """
    if after == START and shape.form == "csv":
        yield _packed(BOM * shape.bom + cells(*CLICK_COLUMNS).encode() + b"\r\n", 0, START, shape)
    for data, rows, last in _read_all(database, wanted, shape.form, after):
        yield _packed(data, rows, last, shape)


def _read_all(database: Database, wanted: Wanted, form: Form, after: Place) -> Iterator[tuple[bytes, int, Place]]:
    if form == "csv" and database.dialect == "postgresql":
        return copied(database, wanted, after)
    return _paged(database, Lines() if form == "csv" and database.dialect == "sqlite" else Plain(form), wanted, after)


def _paged(database: Database, reader: Reader, wanted: Wanted, after: Place) -> Iterator[tuple[bytes, int, Place]]:
    while True:
        with database.read() as session:
            data, rows, after = reader.read(session, wanted, after)
        if not rows:
            return
        yield data, rows, after


def _packed(data: bytes, rows: int, last: Place, shape: Shape) -> Page:
    return Page(gzip.compress(data, LEVEL, mtime=0) if shape.gzip else data, rows, last)


class Plain:
    """In any form from any database."""

    def __init__(self, form: Form) -> None:
        self._form, self._lookups = form, Lookups()

    def read(self, session: Session, wanted: Wanted, after: Place) -> tuple[bytes, int, Place]:
        rows, last = rows_of(session, self._lookups, wanted, after)
        pieces = ndjson_pieces(rows) if self._form == "ndjson" else islice(csv_pieces(rows, CLICK_COLUMNS), 1, None)
        return b"".join(encoded(pieces)), len(rows), last
