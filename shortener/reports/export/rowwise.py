"""All rows of an export one after the other, for files that aren't made of lines."""

from collections.abc import Iterator

from shortener.reports.export.rows import ClickRow, rows_of
from shortener.reports.export.wanted import START, Wanted
from shortener.reports.lookups import Lookups
from shortener.stores import Database


def click_pages(database: Database, wanted: Wanted) -> Iterator[list[ClickRow]]:
    """A page at a time; no transaction is open while the caller is busy with one."""
    lookups, after = Lookups(), START
    while True:
        with database.read() as session:
            rows, after = rows_of(session, lookups, wanted, after)
        if not rows:
            return
        yield rows
