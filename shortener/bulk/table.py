"""Rows of a CSV file by the names of its columns; a row that can't be read is reported and the next one goes on."""

import csv
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from shortener.bulk.lines import BadLine, Lines
from shortener.bulk.separators import separator_of
from shortener.sentences import Listed, Sentence, Words

REQUIRED = ("slug", "target")
OPTIONAL = ("domain", "title", "notes", "tags", "status")
SHOWN = 200
REASONS = {
    "unexpected end of data": Words("a quotation mark opens a cell that never closes"),
    "new-line character seen in unquoted field": Words(
        "it has a carriage return in the middle; lines must end in LF or CRLF"
    ),
    "expected after": Words('it has text after a closing quotation mark; inside quotes, write a quotation mark as ""'),
}


class BadFile(Sentence):
    """A file of which no row can be read; the message is a sentence that goes on after the file's name."""


class Row(msgspec.Struct, frozen=True):
    """The cells of the known columns, by name; `line` is where the row begins in the file, from 1."""

    line: int
    cells: dict[str, str]


class BadRow(msgspec.Struct, frozen=True):
    """A row that can't be read, and why."""

    line: int
    reason: str


class Table:
    """Iterates over the rows below the line of column names. Making one raises BadFile."""

    def __init__(self, stream: BinaryIO) -> None:
        self.lines = Lines(stream)
        separator = separator_of(self.lines, REQUIRED + OPTIONAL)
        self._reader = csv.reader(self.lines, delimiter=separator, strict=True)
        self._names = self._header()

    def __iter__(self) -> Iterator[Row | BadRow]:
        while True:
            try:
                found = self._next()
            except StopIteration:
                return
            if isinstance(found, BadRow):
                yield found
            elif any(cell.strip() for cell in found):
                yield self._named(found)

    def _next(self) -> list[str] | BadRow:
        self.lines.begin()
        try:
            return next(self._reader)
        except (BadLine, csv.Error) as error:
            self.lines.give_back()
            return BadRow(self.lines.first, _reason(error, self.lines.first))

    def _named(self, cells: list[str]) -> Row | BadRow:
        if any(cell.strip() for cell in cells[len(self._names) :]):
            return BadRow(
                self.lines.first,
                str(
                    Words(
                        "it has %(cells)s cells, but there are %(names)s column names",
                        cells=len(cells),
                        names=len(self._names),
                    )
                ),
            )
        named = zip(self._names, cells, strict=False)
        return Row(self.lines.first, {name: cell for name, cell in named if name in REQUIRED + OPTIONAL})

    def _header(self) -> list[str]:
        found: list[str] | BadRow = []
        while not isinstance(found, BadRow) and not any(cell.strip() for cell in found):
            try:
                found = self._next()
            except StopIteration:
                raise BadFile(Words("is empty; %(wanted)s.", wanted=_wanted())) from None
        if isinstance(found, BadRow):
            raise BadFile(
                Words("is not a CSV file in UTF-8: line %(line)s: %(why)s.", line=found.line, why=found.reason)
            )
        names = [name.strip().lower() for name in found]
        _check_names(names)
        return names


def _check_names(names: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in ", ".join(names)[:SHOWN])
        hint = Words("; columns must be separated by commas, semicolons or tabs")
        told = {"wanted": _wanted(), "found": shown, "hint": hint if _has_other_commas(names) else ""}
        lacks = Listed([Words("no column %(name)s", name=name) for name in missing], Words(" and "))
        raise BadFile(Words("has %(lacks)s; %(wanted)s, found: %(found)s%(hint)s.", lacks=lacks, **told))
    twice = [name for name in REQUIRED + OPTIONAL if names.count(name) > 1]
    if twice:
        raise BadFile(Words("has more than one column %(twice)s; keep one.", twice=twice[0]))


def _has_other_commas(names: list[str]) -> bool:
    return len(names) == 1 and bool(set(names[0]) & {";", "\t", "|"})


def _wanted() -> Words:
    return Words(
        "wanted a first line that names the columns %(required)s (and, if you like, %(optional)s)",
        required=Listed(REQUIRED, Words(" and ")),
        optional=Listed(OPTIONAL),
    )


def _reason(error: Exception, first: int) -> str:
    if isinstance(error, BadLine):
        if error.number == first:
            return str(Words("it %(problem)s", problem=error))
        return str(
            Words(
                "a quotation mark opens a cell that isn't closed before line %(line)s, which %(problem)s",
                line=error.number,
                problem=error,
            )
        )
    known = next((reason for part, reason in REASONS.items() if part in str(error)), None)
    return str(known or Words("it is not CSV (%(problem)s)", problem=error))
