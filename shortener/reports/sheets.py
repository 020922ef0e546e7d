"""Rows as an XLSX workbook: texts stay texts, so that nothing in them is a formula or a link."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from shortener.sentences import Sentence

MOST_ROWS = 1_048_576 - 1  # the first line has the names
LONGEST = 32_767
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class TooLong(Sentence):
    """More rows than a sheet can hold; the message is one sentence."""


def check_length(rows: int) -> None:
    """Raises TooLong."""
    if rows > MOST_ROWS:
        raise TooLong(f"{rows:,} rows are more than the {MOST_ROWS:,} of a sheet; ask for fewer days, or for csv.")


def write_book(
    path: Path,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    about: Callable[[int], Mapping[str, Any]],
) -> int:
    """A sheet with the rows, and one that says what they are; how many rows there were. Raises TooLong.

    `about` is asked for that with the number of rows, once all are written.
    """
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        bold = book.add_format({"bold": True})
        told = book.add_worksheet("About")
        told.set_column(0, 1, 24)
        sheet = book.add_worksheet(name[:31])
        sheet.write_row(0, 0, columns, bold)
        sheet.freeze_panes(1, 0)
        sheet.activate()
        number = 0
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                check_length(number)
            sheet.write_row(number, 0, [_cell(value) for value in row])
        sheet.autofilter(0, 0, number, len(columns) - 1)
        for line, (key, value) in enumerate(about(number).items()):
            told.write_row(line, 0, [key, str(value)])
    return number


def _cell(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value
