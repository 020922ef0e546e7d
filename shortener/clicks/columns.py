"""Click rows column by column: what many rows have in common is then counted without touching each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any, Self

from shortener.clicks.days import QUARTER_MS, Calendar

NAMES = (
    *("clicked_at", "link_id", "revision_id", "requested", "status", "method", "via", "family", "prefix", "country"),
    *("referrer", "referrer_host", "channel", "agent", "language", "class", "reason", "rules_version", "campaign"),
    *("visitor", "node", "purpose"),
)
DERIVED = ("browser", "os", "device")  # kept with the agent, and counted with the click
STORED = tuple("agent_id" if name == "agent" else name for name in NAMES)
# Steps fill a copy of it: a dict that has its keys needs not grow with each, which took as long as some steps.
EMPTY_ROW: Mapping[str, Any] = dict.fromkeys((*NAMES, *DERIVED, "network"))
_values = itemgetter(*NAMES, *DERIVED)


class Clicks:
    """The rows that steps filled, of one piece after the other; `agent` is the digest of one."""

    def __init__(self, pieces: Iterable[Sequence[dict[str, Any]]] = ()) -> None:
        columns: list[list[Any]] = [[] for _ in (*NAMES, *DERIVED)]
        for rows in filter(None, pieces):
            for column, values in zip(columns, zip(*map(_values, rows), strict=True), strict=True):
                column.extend(values)
        self._count = len(columns[0])
        self._columns: dict[str, Sequence[Any]] = dict(zip((*NAMES, *DERIVED), columns, strict=True))

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Self:
        """Of rows as the database gives them; only these columns are known."""
        made = cls()
        made._count = len(rows)
        made._columns = dict(zip(names, zip(*rows, strict=True) if rows else ((),) * len(names), strict=True))
        return made

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self._columns[name]

    @cached_property
    def quarters(self) -> list[int]:
        """Of each row, the quarter-hours since 1970 UTC."""
        return [moment // QUARTER_MS for moment in self._columns["clicked_at"]]

    @cached_property
    def counted(self) -> Counter[tuple[int, int, str]]:
        """How many rows of each link, quarter-hour and class: far fewer than there are rows."""
        return Counter(zip(self._columns["link_id"], self.quarters, self._columns["class"], strict=True))

    def days(self, calendar: Calendar) -> list[int]:
        """Of each row, the day in the organisation's zone."""
        by_quarter = {quarter: calendar.day_of(quarter) for quarter in set(self.quarters)}
        return [by_quarter[quarter] for quarter in self.quarters]

    def stored(self, agent_ids: dict[bytes, int]) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        """Columns and rows of the table, without those in which all is NULL, which SQLite's driver is slow to bind."""
        ids = [None if digest is None else agent_ids[digest] for digest in self._columns["agent"]]
        columns = {"agent_id" if name == "agent" else name: self._columns[name] for name in NAMES} | {"agent_id": ids}
        held = {name: values for name, values in columns.items() if not _is_empty(values)}
        return tuple(held), list(zip(*held.values(), strict=True))


def _is_empty(values: Sequence[Any]) -> bool:
    return not values or (values[0] is None and values.count(None) == len(values))
