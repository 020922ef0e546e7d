"""A table as a file: CSV, NDJSON or XLSX."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from shortener.clicks.browsers import RULES_VERSION
from shortener.reports.files import BOM, cells
from shortener.reports.sheets import write_book
from shortener.reports.tables import Table

Form = Literal["csv", "ndjson", "xlsx"]
FORMS: tuple[Form, ...] = ("csv", "ndjson", "xlsx")


def about_table(table: Table, asked: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """What was asked, as far as it was, and by what it was answered."""
    given = {name: value for name, value in asked.items() if value}
    return {**given, "timezone": zone, "rules_version": RULES_VERSION, "rows": len(table.rows)}


def table_file(table: Table, form: Form, about: Mapping[str, Any], *, bom: bool = False) -> bytes:
    """All of it; `about` goes into a workbook's own sheet, `bom` in front of CSV."""
    if form == "xlsx":
        return _book(table, about)
    if form == "ndjson":
        return msgspec.json.Encoder().encode_lines([dict(zip(table.columns, row, strict=True)) for row in table.rows])
    lines = (cells(*row).encode() + b"\r\n" for row in (table.columns, *table.rows))
    return b"".join([BOM * bom, *lines])


def _book(table: Table, about: Mapping[str, Any]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="shortener-") as folder:
        path = Path(folder) / "book.xlsx"
        write_book(path, "Report", table.columns, table.rows, lambda _rows: about)
        return path.read_bytes()
