"""A pasted list as rows: a target a line, a slug before it, or target, slug and title between commas."""

import csv
from collections.abc import Iterator

from shortener.bulk.table import BadRow, Row
from shortener.sentences import Words

SCHEME = ":"
NAMES = ("target", "slug", "title")


def pasted_rows(text: str) -> Iterator[Row | BadRow]:
    """Each line by itself; empty ones are left out."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _row(number, line.strip())


def _row(number: int, line: str) -> Row | BadRow:
    """Cells of a spreadsheet come with tabs between them. A comma in a target is part of it, unless a space follows."""
    if "\0" in line:
        return BadRow(number, str(Words("it has a NUL character in it, so it is not text")))
    if "\t" in line:
        return _named(number, [cell.strip() for cell in line.split("\t")])
    words = line.split()
    if len(words) == 1:
        return _named(number, [line])
    if len(words) == 2 and not words[0].endswith(",") and SCHEME in words[1]:
        return _named(number, [words[1], words[0]])
    try:
        return _named(number, [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True, strict=True))])
    except csv.Error:
        return BadRow(number, str(Words("a quotation mark opens a part that never closes")))


def _named(number: int, cells: list[str]) -> Row | BadRow:
    if SCHEME not in cells[0] and len(cells) > 1 and SCHEME in cells[1]:
        cells[:2] = cells[1::-1]  # the slug stands first
    if any(cells[len(NAMES) :]):
        return BadRow(
            number,
            str(Words("it has %(cells)s parts; %(names)s are the most", cells=len(cells), names=", ".join(NAMES))),
        )
    return Row(number, dict(zip(NAMES, cells, strict=False)))
