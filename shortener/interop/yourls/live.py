"""The rows of a YOURLS site in its MySQL or MariaDB, read as they are at one moment; nothing is ever written there."""

from collections.abc import Iterator
from typing import Any, Self

from sqlalchemy import column, func, inspect, select, table
from sqlalchemy.orm import Session

from shortener.interop.yourls.source import Progress, no_progress
from shortener.interop.yourls.tables import LOG, OPTIONS, URL, Row, columns_in, kind_of, named

PAGE = 5000
KEYS = {URL: "keyword", LOG: "click_id", OPTIONS: "option_name"}


class Live:
    """A database through a session that sees one moment. `prefix` as in a dump."""

    def __init__(self, session: Session, prefix: str | None = None) -> None:
        self.name, self.prefix = "The database", prefix
        self._session = session
        self._sizes: dict[str, int] = {}

    @property
    def size(self) -> int:
        """Rows of all tables that may be YOURLS'."""
        for name in self._tables((URL, LOG, OPTIONS)):
            if name not in self._sizes:
                self._sizes[name] = self._session.scalar(select(func.count()).select_from(table(name))) or 0
        return sum(self._sizes.values())

    def of(self, prefix: str) -> Self:
        return type(self)(self._session, prefix)

    def rows(self, *kinds: str, progress: Progress = no_progress) -> Iterator[tuple[str, str, Row]]:
        """In the order of their keys, page by page. Raises BadDump, SQLAlchemyError."""
        read = 0
        for name, (prefix, kind) in self._tables(kinds).items():
            for row in self._rows(name, kind):
                yield prefix, kind, row
                read += 1
                if read % PAGE == 0:
                    progress(read)

    def _tables(self, kinds: tuple[str, ...]) -> dict[str, tuple[str, str]]:
        names = inspect(self._session.connection()).get_table_names()
        found = {name: kind_of(name, self.prefix) for name in names}
        return {name: one for name, one in found.items() if one and one[1] in kinds}

    def _rows(self, name: str, kind: str) -> Iterator[Row]:
        known = tuple(one["name"] for one in inspect(self._session.connection()).get_columns(name))
        columns = columns_in(name, kind, known, is_sure=self.prefix is not None)
        if not columns:
            return
        wanted: Any = select(*[column(name) for name in known]).select_from(table(name))
        for page in self._pages(wanted, column(KEYS[kind]), columns.index(KEYS[kind])):
            for cells in page:
                yield named(columns, [None if cell is None else str(cell) for cell in cells])

    def _pages(self, wanted: Any, key: Any, at: int) -> Iterator[list[Any]]:
        last = None
        while True:
            after = wanted if last is None else wanted.where(key > last)
            page = list(self._session.execute(after.order_by(key).limit(PAGE)))
            yield page
            if len(page) < PAGE:
                return
            last = page[-1][at]
