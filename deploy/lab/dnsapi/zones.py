"""The zones and what is in them: selected, added, replaced and removed, whole requests at a time."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from deploy.lab.dnsapi.records import Bad, Record

Changed = Callable[[str, str, str, list[Record]], None]
FLAGS = {"exclude-template": "template", "exclude-generated": "generated"}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a path and its query choose: every field that is given must be equal."""

    host: str | None = None
    type: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()

    def holds(self, record: Record) -> bool:
        shown = record.shown()
        return (
            self.host in {None, record.host}
            and self.type in {None, record.type}
            and record.standing not in self.excluded
            and all(str(shown.get(name)) == value for name, value in self.fields.items())
        )


class Zones:
    """All zones.

    Args:
        changed: told of each zone, host and type that differ, with the records that are there now.
    """

    def __init__(self, changed: Changed) -> None:
        self._zones: dict[str, list[Record]] = {}
        self._changed = changed
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        return sorted(self._zones)

    def create(self, zone: str, records: Iterable[Record] = ()) -> None:
        self._zones.setdefault(zone, list(records))

    def find(self, zone: str, selection: Selection) -> list[Record]:
        with self._lock:
            return [record for record in self._zones[zone] if selection.holds(record)]

    def add(self, zone: str, records: list[Record]) -> None:
        """All or none.

        Raises:
            Bad: one is there already.
        """
        with self._lock:
            self._put(zone, self._zones[zone], records)

    def replace(self, zone: str, selection: Selection, records: list[Record]) -> int:
        """Exactly these where the selection is; how many were taken out for them."""
        with self._lock:
            kept = [record for record in self._zones[zone] if not selection.holds(record)]
            gone = [record for record in self._zones[zone] if selection.holds(record)]
            self._put(zone, kept, records)
            return len(gone)

    def remove(self, zone: str, selection: Selection) -> int:
        return self.replace(zone, selection, [])

    def _put(self, zone: str, kept: list[Record], new: list[Record]) -> None:
        seen = {record.identity() for record in kept}
        errors = []
        for record in new:
            if record.identity() in seen:
                errors.append(f"Duplicate record '{record.host} {record.ttl} {record.type} {record.rdata_text()}'")
            seen.add(record.identity())
        if errors:
            raise Bad(*errors)
        before, self._zones[zone] = _sets(self._zones[zone]), [*kept, *new]
        after = _sets(self._zones[zone])
        for place in before.keys() | after.keys():
            if before.get(place) != after.get(place):
                self._changed(zone, *place, after.get(place, []))


def _sets(records: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    """Records by host and type, as name servers keep them."""
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        found.setdefault((record.host, record.type), []).append(record)
    return found
