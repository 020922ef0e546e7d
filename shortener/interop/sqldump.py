"""Rows of tables in an SQL dump, read and never executed: INSERT statements of mysqldump and mariadb-dump."""

import re
from collections.abc import Iterable, Iterator

from shortener.sentences import Sentence

_INSERT = re.compile(r"INSERT (?:IGNORE )?INTO `((?:[^`]|``)+)`(?: \([^)]*\))? VALUES\s*")
_VALUE = re.compile(r"NULL|-?[0-9]+(?:\.[0-9]+)?|'((?:[^'\\]|\\.|'')*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}

Cells = list[str | None]


class BadDump(Sentence):
    """A dump that breaks off or isn't one; the message goes on after the file's name."""


def rows_of(statements: Iterable[str]) -> Iterator[tuple[str, Cells]]:
    """Table and cells of each row, from whole statements, each with its semicolon. Raises BadDump."""
    for number, statement in enumerate(statements, 1):
        matched = _INSERT.match(statement)
        if matched:
            for cells in _tuples(statement, matched.end(), number):
                yield matched[1].replace("``", "`"), cells


def _tuples(statement: str, at: int, number: int) -> Iterator[Cells]:
    while True:
        cells, at = _tuple(statement, at, number)
        yield cells
        at = _past_space(statement, at)
        if statement[at : at + 1] == ";":
            return
        at = _past_space(statement, _expect(statement, at, ",", number))


def _tuple(statement: str, at: int, number: int) -> tuple[Cells, int]:
    cells: Cells = []
    at = _expect(statement, at, "(", number)
    while True:
        matched = _VALUE.match(statement, at)
        if matched is None:
            raise _broken(number)
        cells.append(_meaning(matched))
        at = matched.end()
        if statement[at : at + 1] == ")":
            return cells, at + 1
        at = _expect(statement, at, ",", number)


def _meaning(matched: re.Match[str]) -> str | None:
    if matched[1] is None:
        return None if matched[0] == "NULL" else matched[0]
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]) if found[1] else "'", matched[1])


def _expect(statement: str, at: int, wanted: str, number: int) -> int:
    if statement[at : at + 1] != wanted:
        raise _broken(number)
    return at + 1


def _past_space(statement: str, at: int) -> int:
    while statement[at : at + 1] in {" ", "\n", "\r"}:
        at += 1
    return at


def _broken(number: int) -> BadDump:
    return BadDump(f"breaks off or is no dump of MySQL in statement {number}; make it again with mysqldump.")
