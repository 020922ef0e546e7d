"""Where the hot path gets its links: the database, asked through `links`, behind the words that `redirect` knows."""

from collections.abc import Mapping, Sequence

from shortener.links import records
from shortener.redirect.lane import Changes
from shortener.redirect.record import Key, Record
from shortener.stores import Database

LATEST = 10_000


class LinkSource:
    """The database as one worker's lane asks it; `changes` remembers how far it has told."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._number: int | None = None

    def load(self, keys: Sequence[Key]) -> tuple[int, Mapping[Key, Record]]:
        return records.load_records(self._database, keys)

    def changes(self) -> Changes:
        """What changed since the last call; the first one also tells which older records can't be trusted."""
        if self._number is None:
            return self._begin()
        complete, rows = records.changes_since(self._database, self._number)
        if not complete:
            return self._begin()
        self._number = rows[-1][0] if rows else self._number
        return Changes(rows, hosts=self._hosts() if any(domain_id == 0 for _, domain_id, _ in rows) else None)

    def _begin(self) -> Changes:
        floor, rows = records.latest_changes(self._database, LATEST)
        changes = Changes(rows, reset=floor, hosts=self._hosts())
        self._number = rows[-1][0] if rows else floor
        return changes

    def _hosts(self) -> Mapping[str, tuple[int, str]]:
        return records.load_hosts(self._database)
