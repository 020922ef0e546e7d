"""The rows of a YOURLS site in a dump, by kind of table: read from the beginning as often as somebody asks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from shortener.interop.sqldump import BadDump, Insert, columns_of, insert_of
from shortener.interop.sqlfile import opened, statements
from shortener.interop.yourls.source import Progress, no_progress
from shortener.interop.yourls.tables import COLUMNS, Row, columns_in, kind_of, named

_NAMES = re.compile(rb"(?:/\*!\d*\s*)?SET\s+NAMES\s+'?(\w+)", re.IGNORECASE)
# Windows-1252 with the five gaps filled, as MySQL's latin1 has them.
LATIN1, UTF8 = "latin1", "utf-8"
CHARSETS = {"utf8": UTF8, "utf8mb3": UTF8, "utf8mb4": UTF8, "binary": UTF8, "ascii": UTF8, LATIN1: LATIN1}
_UNKNOWN = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
_GAPS = str.maketrans({byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _UNKNOWN})
_WORTH_READING = re.compile(rb"(?:INSERT|REPLACE|CREATE\s+TABLE)\s", re.IGNORECASE)


class Dump:
    """One file. `prefix` is that of the tables, None where it isn't known yet: then all that may be theirs are read."""

    def __init__(self, path: Path, prefix: str | None = None) -> None:
        self.name, self.path, self.prefix = str(path), path, prefix
        self.columns: dict[str, tuple[str, ...]] = {}  # by the table's name, as far as the file was read

    @property
    def size(self) -> int:
        """Bytes. Raises OSError."""
        return self.path.stat().st_size

    def of(self, prefix: str) -> Self:
        return type(self)(self.path, prefix)

    def rows(self, *kinds: str, progress: Progress = no_progress) -> Iterator[tuple[str, str, Row]]:
        """Prefix, kind and row. `progress` hears how many of the file's bytes were read. Raises OSError, BadDump."""
        for insert in self._inserts(kinds, progress):
            prefix, kind = kind_of(insert.table, self.prefix) or ("", "")
            columns = self._columns(kind, insert)
            for cells in insert.rows() if columns else ():
                yield prefix, kind, named(columns, cells)

    def _columns(self, kind: str, insert: Insert) -> tuple[str, ...]:
        known = insert.columns or self.columns.get(insert.table.lower()) or COLUMNS[kind]
        return columns_in(insert.table, kind, known, is_sure=self.prefix is not None)

    def _inserts(self, kinds: tuple[str, ...], progress: Progress) -> Iterator[Insert]:
        charset = UTF8
        self.columns.clear()
        with opened(self.path) as (stream, told):
            for number, statement in enumerate(statements(stream), 1):
                progress(told())
                if found := _NAMES.match(statement):
                    charset = _charset(found[1].decode().lower())
                if _WORTH_READING.match(statement) and (insert := self._look(statement, charset, number, kinds)):
                    yield insert

    def _look(self, statement: bytes, charset: str, number: int, kinds: tuple[str, ...]) -> Insert | None:
        head = statement[:1000].decode("utf-8", "replace")
        table = insert_of(head, number)
        if table is None:
            self._note(statement, head)
            return None
        found = kind_of(table.table, self.prefix)
        return insert_of(_decoded(statement, charset), number) if found and found[1] in kinds else None

    def _note(self, statement: bytes, head: str) -> None:
        made = columns_of(statement.decode("utf-8", "replace")) if head[:6].upper() == "CREATE" else None
        if made is None:
            return
        table, columns = made
        if table.lower() in self.columns and kind_of(table, self.prefix):
            raise BadDump(f"has the table {table} twice; make a dump of one database only.")
        self.columns[table.lower()] = columns


def _charset(name: str) -> str:
    if name not in CHARSETS:
        raise BadDump(f"is in the character set {name}; make it again with --default-character-set=utf8mb4.")
    return CHARSETS[name]


def _decoded(statement: bytes, charset: str) -> str:
    """Bytes that aren't UTF-8 stay as surrogates: whoever reads the row says what they are."""
    if charset == LATIN1:
        return statement.decode("latin-1").translate(_GAPS)
    return statement.decode(UTF8, "surrogateescape")
