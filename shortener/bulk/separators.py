"""What stands between the cells of a file: semicolons where a spreadsheet has decimal commas, or tabs."""

import csv
from collections.abc import Collection

from shortener.bulk.lines import BadLine, Lines

SEPARATORS = (",", ";", "\t")


def separator_of(lines: Lines, known: Collection[str]) -> str:
    """With which the first line that isn't empty has most names of columns; a comma where none has any.

    All lines that were read for it are read again.
    """
    first = _first(lines)
    return max(SEPARATORS, key=lambda separator: len({*known} & _names(first, separator)))


def _first(lines: Lines) -> str:
    lines.begin()
    try:
        return next((line for line in lines if line.strip()), "")
    except BadLine:
        return ""
    finally:
        lines.rewind()


def _names(line: str, separator: str) -> set[str]:
    try:
        return {cell.strip().lower() for cell in next(csv.reader([line], delimiter=separator), [])}
    except csv.Error:
        return set()
