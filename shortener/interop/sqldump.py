"""Rows of tables in an SQL dump, read and never executed: INSERT statements of mysqldump and mariadb-dump."""

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from shortener.sentences import Sentence

_NAME = r"(?:`(?:[^`]|``)+`|[\w$]+)"
_INSERT = re.compile(
    rf"(?:INSERT|REPLACE)\s+(?:LOW_PRIORITY\s+|DELAYED\s+|IGNORE\s+)*INTO\s+(?:{_NAME}\.)?({_NAME})\s*"
    rf"(?:\(\s*({_NAME}(?:\s*,\s*{_NAME})*)\s*\))?\s*VALUES?\s*",
    re.IGNORECASE,
)
_CREATE = re.compile(rf"CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:{_NAME}\.)?({_NAME})\s*\(", re.IGNORECASE)
_COLUMN = re.compile(rf"\s*({_NAME})\s")
_TEXT = r"[^'\\]*(?:(?:\\.|'')[^'\\]*)*"  # what may stand between the quotes
_PART = re.compile(rf"'{_TEXT}'|`[^`]*`|[^'`(),]+|(?P<mark>[(),])", re.DOTALL)
_NO_COLUMN = {"primary", "unique", "key", "index", "constraint", "fulltext", "spatial", "check", "foreign", "period"}
_VALUE = re.compile(
    r"NULL|-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?![0-9a-z])|0x([0-9a-f]+)|x'([0-9a-f]*)'"
    rf"|(?:_[a-z0-9]+\s*)?'({_TEXT})'",
    re.DOTALL | re.IGNORECASE,
)
_CELL = r"(?:'([^'\\]*)'|NULL|(-?[0-9]+))"
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a", "b": "\b"}
_SPACE = re.compile(r"\s*")

Cells = list[str | None]


class BadDump(Sentence):
    """A dump that breaks off or isn't one; the message goes on after the file's name."""


class Insert(msgspec.Struct, frozen=True):
    """An INSERT: `columns` is empty where it names none; `rows` reads it row by row, of hexadecimal bytes as UTF-8."""

    table: str
    columns: tuple[str, ...]
    statement: str
    begins_at: int
    number: int

    def rows(self) -> Iterator[Cells]:
        """Raises BadDump for what isn't a value: nothing is worked out."""
        return _tuples(self.statement, self.begins_at, self.number)


def insert_of(statement: str, number: int) -> Insert | None:
    """What a whole statement, with its semicolon, puts into which table; None for any other statement."""
    matched = _INSERT.match(statement)
    if matched is None:
        return None
    columns = tuple(_plain(name) for name in re.findall(_NAME, matched[2])) if matched[2] else ()
    return Insert(_plain(matched[1]), columns, statement, matched.end(), number)


def columns_of(statement: str) -> tuple[str, tuple[str, ...]] | None:
    """Table and columns, in order, of a CREATE TABLE; None for any other statement."""
    matched = _CREATE.match(statement)
    if matched is None:
        return None
    named = [_COLUMN.match(part) for part in _parts(statement, matched.end())]
    columns = [found[1] for found in named if found and found[1].lower() not in _NO_COLUMN]
    return _plain(matched[1]), tuple(_plain(name) for name in columns)


def _parts(statement: str, at: int) -> Iterator[str]:
    """What stands between the commas of the outermost brackets."""
    depth, begun = 0, at
    for found in _PART.finditer(statement, at):
        if found["mark"] == "(":
            depth += 1
        elif found["mark"] == ")" and depth:
            depth -= 1
        elif found["mark"] and not depth:
            yield statement[begun : found.start()]
            begun = found.end()
            if found["mark"] == ")":
                return


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def _tuples(statement: str, at: int, number: int) -> Iterator[Cells]:
    while True:
        cells, at = _tuple(statement, at, number)
        yield cells
        quick = _quick(len(cells))  # whoever reads it has taken so many for a row
        while found := quick.match(statement, at):
            cell = found.groups()
            yield [digits if text is None else text for text, digits in zip(cell[::2], cell[1::2], strict=True)]
            at = found.end()
        at = _past_space(statement, at)
        if statement[at : at + 1] == ";":
            return
        at = _past_space(statement, _expect(statement, at, ",", number))


@cache
def _quick(cells: int) -> re.Pattern[str]:
    """A row as nearly all are written, behind another one, at once: half the time."""
    return re.compile(r",\(" + ",".join([_CELL] * cells) + r"\)")


def _tuple(statement: str, at: int, number: int) -> tuple[Cells, int]:
    cells: Cells = []
    at = _expect(statement, at, "(", number)
    while True:
        matched = _VALUE.match(statement, at) or _VALUE.match(statement, _past_space(statement, at))
        if matched is None:
            raise _broken(number)
        cells.append(_meaning(matched))
        at = matched.end()
        if statement[at : at + 1] == ")":
            return cells, at + 1
        at = _expect(statement, at, ",", number)


def _meaning(matched: re.Match[str]) -> str | None:
    if matched[3] is not None:
        return _text(matched[3])
    digits = matched[1] or matched[2]
    if digits is not None:
        return bytes.fromhex(digits.zfill(len(digits) + len(digits) % 2)).decode("utf-8", "surrogateescape")
    if matched[2] is not None:
        return ""
    return None if matched[0].upper() == "NULL" else matched[0]


def _text(text: str) -> str:
    if "\\" not in text and "'" not in text:
        return text
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]) if found[1] else "'", text)


def _expect(statement: str, at: int, wanted: str, number: int) -> int:
    if statement[at : at + 1] != wanted:
        raise _broken(number)
    return at + 1


def _past_space(statement: str, at: int) -> int:
    found = _SPACE.match(statement, at)
    return found.end() if found else at


def _broken(number: int) -> BadDump:
    return BadDump(f"breaks off or is no dump of MySQL in statement {number}; make it again with mysqldump.")
