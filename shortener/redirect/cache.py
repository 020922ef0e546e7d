"""What a worker remembers of links: bounded, least recently used out first, corrected by numbered changes."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, Protocol

from shortener.redirect.paths import repairs
from shortener.redirect.record import Record

Key = tuple[int, str]
UNKNOWN_SECONDS = 5.0
MOST_UNKNOWN = 20_000
MOST_RECENT = 10_000


class Absent(Enum):
    """Not in memory: ask the source."""

    ABSENT = 0


ABSENT: Final = Absent.ABSENT


class Source(Protocol):
    """Where links come from; blocking, called off the event loop. Any exception means: away for now."""

    def load(self, domain_id: int, slugs: Sequence[str]) -> tuple[int, Mapping[str, Record]]:
        """The number of the newest change, read before the records; the records of those slugs that exist."""

    def changes(self, number: int) -> tuple[bool, Sequence[tuple[int, int, str]]]:
        """Changes after a number, ascending, as (number, domain id, slug); False when older ones are gone."""

    def newest(self) -> int:
        """The number of the newest change."""

    def hosts(self) -> Mapping[str, tuple[int, str]]:
        """Every host that is served, aliases included: its domain's id and host."""


class Cache:
    """Not thread-safe: one thread, or a lock around it. A record older than a change that is known is never kept."""

    def __init__(self, capacity: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = capacity
        self._clock = clock
        self._links: OrderedDict[Key, Record] = OrderedDict()
        self._unknown: OrderedDict[Key, float] = OrderedDict()
        self._recent: dict[Key, int] = {}
        self._order: deque[tuple[Key, int]] = deque()
        self._floor = 0
        self.newest = 0

    def find(self, domain_id: int, key: str) -> Record | Absent | None:
        """The link of a key, or of the only link that its repairs lead to; None when it is known to be unknown."""
        exact = self._get((domain_id, key))
        if exact is not None:
            return exact
        return self._repaired(domain_id, repairs(key))

    def put(self, number: int, domain_id: int, slugs: Sequence[str], records: Mapping[str, Record]) -> None:
        """Keeps what a source answered for these slugs, absent ones as unknown for some seconds."""
        for slug in slugs:
            key = (domain_id, slug)
            if number < self._floor or self._recent.get(key, 0) > number:
                continue
            self._forget(key)
            if slug in records:
                self._links[key] = records[slug]
            else:
                self._unknown[key] = self._clock() + UNKNOWN_SECONDS
        self._trim()

    def apply(self, complete: bool, changes: Iterable[tuple[int, int, str]]) -> bool:
        """Drops what changed; True when everything was dropped, domains included."""
        everything = not complete
        for number, domain_id, slug in changes:
            self.newest = max(self.newest, number)
            everything |= domain_id == 0
            self._note((domain_id, slug), number)
        if everything:
            self.clear()
        return everything

    def clear(self) -> None:
        self._links.clear()
        self._unknown.clear()
        self._floor = self.newest

    def __len__(self) -> int:
        return len(self._links) + len(self._unknown)

    def _get(self, key: Key) -> Record | Absent | None:
        record = self._links.get(key)
        if record is not None:
            self._links.move_to_end(key)
            return record
        until = self._unknown.get(key)
        return ABSENT if until is None or until < self._clock() else None

    def _repaired(self, domain_id: int, candidates: Sequence[str]) -> Record | Absent | None:
        found: dict[int, Record] = {}
        for candidate in candidates:
            record = self._get((domain_id, candidate))
            if isinstance(record, Absent):
                return ABSENT
            if record is not None:
                found[record.link_id] = record
        return next(iter(found.values())) if len(found) == 1 else None

    def _note(self, key: Key, number: int) -> None:
        self._forget(key)
        self._recent[key] = number
        self._order.append((key, number))
        while len(self._order) > MOST_RECENT:
            old, past = self._order.popleft()
            self._floor = max(self._floor, past)
            if self._recent.get(old) == past:
                del self._recent[old]

    def _forget(self, key: Key) -> None:
        self._links.pop(key, None)
        self._unknown.pop(key, None)

    def _trim(self) -> None:
        while len(self._links) > self._capacity:
            self._links.popitem(last=False)
        while len(self._unknown) > MOST_UNKNOWN:
            self._unknown.popitem(last=False)


def wanted(key: str) -> list[str]:
    """The slugs to load so that `find` can answer for a key."""
    return [key, *repairs(key)]


def pick(key: str, records: Mapping[str, Record]) -> Record | None:
    """What `find` says, from freshly loaded records: for one answer while they may already be too old to keep."""
    if key in records:
        return records[key]
    links = {record.link_id: record for record in records.values()}
    return next(iter(links.values())) if len(links) == 1 else None
