"""Where the hot path gets its links: the database, asked through `links`, behind the words that `redirect` knows."""

from collections.abc import Mapping, Sequence

from shortener.links import records
from shortener.redirect.record import Record
from shortener.stores import Database


class LinkSource:
    """The database as the hot path asks it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, domain_id: int, slugs: Sequence[str]) -> tuple[int, Mapping[str, Record]]:
        return records.load_records(self._database, domain_id, slugs)

    def changes(self, number: int) -> tuple[bool, Sequence[tuple[int, int, str]]]:
        return records.changes_since(self._database, number)

    def newest(self) -> int:
        return records.newest_change(self._database)

    def hosts(self) -> Mapping[str, tuple[int, str]]:
        return records.load_hosts(self._database)
