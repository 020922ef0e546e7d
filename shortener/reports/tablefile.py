"""A table as a file: CSV, NDJSON or XLSX."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from shortener.reports.files import cells
from shortener.reports.sheets import write_book
from shortener.reports.tables import Table

Form = Literal["csv", "ndjson", "xlsx"]
FORMS: tuple[Form, ...] = ("csv", "ndjson", "xlsx")


def table_file(table: Table, form: Form, about: Mapping[str, Any]) -> bytes:
    """All of it; `about` goes into a workbook's own sheet."""
    if form == "xlsx":
        return _book(table, about)
    if form == "ndjson":
        return msgspec.json.Encoder().encode_lines([dict(zip(table.columns, row, strict=True)) for row in table.rows])
    return b"".join(cells(*row).encode() + b"\r\n" for row in (table.columns, *table.rows))


def _book(table: Table, about: Mapping[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="shortener-") as folder:
        path = Path(folder) / "book.xlsx"
        write_book(path, "Report", table.columns, table.rows, about)
        return path.read_bytes()
