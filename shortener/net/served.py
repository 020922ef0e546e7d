"""Which of our domains a Host header means; unknown ones are strangers."""

from collections.abc import Mapping

from shortener.net.hosts import canonical_host, is_loopback

MOST_SPELLINGS = 10_000


class Hosts:
    """A snapshot of the domains table; `default` is the host of the default domain."""

    def __init__(self, default: str) -> None:
        self._default = default
        self._table: Mapping[str, tuple[int, str]] = {}
        self._spellings: dict[str, int | None] = {}
        self.known = False

    def replace(self, table: Mapping[str, tuple[int, str]]) -> None:
        self._table, self._spellings, self.known = table, {}, True

    def find(self, host: str) -> int | None:
        """The domain id of a Host header: port, case and a final dot don't matter."""
        try:
            return self._spellings[host]
        except KeyError:
            if len(self._spellings) >= MOST_SPELLINGS:
                self._spellings.clear()
            found = self._spellings[host] = self._look_up(host)
            return found

    def _look_up(self, host: str) -> int | None:
        name = canonical_host(host)
        if name is None:
            return None
        found = self._table.get(name)
        if found is None and is_loopback(name) and is_loopback(self._default):
            found = self._table.get(self._default)
        return found[0] if found else None
