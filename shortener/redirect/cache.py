"""What a worker remembers of links: bounded, least recently used out first, corrected by numbered changes."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

from shortener.net.paths import repairs
from shortener.redirect.record import Key, Record

UNKNOWN_SECONDS = 5.0
MOST_UNKNOWN = 20_000
MOST_RECENT = 10_000


class Absent(Enum):
    """Not in memory: ask the next level."""

    ABSENT = 0


ABSENT: Final = Absent.ABSENT


class Cache:
    """One worker's memory, for one thread. A record older than a change that is known is never kept."""

    def __init__(self, capacity: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity, self._clock = capacity, clock
        self._links: OrderedDict[Key, Record] = OrderedDict()
        self._unknown: OrderedDict[Key, float] = OrderedDict()
        self._recent: dict[Key, int] = {}
        self._order: deque[tuple[Key, int]] = deque()
        self._floor = 0

    def find(self, key: Key, *, late: bool = False) -> Record | Absent | None:
        """The link of a key, or of the only link that its repairs lead to; None when it is known to be unknown.

        `late`: what was known to be unknown some time ago still counts; for when nobody can be asked.
        """
        record = self._links.get(key)
        if record is None:
            return choose(wanted(key), lambda one: self._get(one, late))
        self._links.move_to_end(key)
        return record

    def put(self, number: int, keys: Iterable[Key], records: Mapping[Key, Record]) -> None:
        """Keeps what was loaded for these keys at a change number, absent ones as unknown for some seconds."""
        for key in keys:
            if not self.trusts(number, key):
                continue
            self._forget(key)
            if key in records:
                self._links[key] = records[key]
            else:
                self._unknown[key] = self._clock() + UNKNOWN_SECONDS
        for table, most in ((self._links, self._capacity), (self._unknown, MOST_UNKNOWN)):
            while len(table) > most:
                table.popitem(last=False)

    def trusts(self, number: int, key: Key) -> bool:
        """Whether nothing that is known has changed the key since this number."""
        return number >= self._floor and self._recent.get(key, 0) <= number

    def apply(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Drops what changed, as ascending (number, domain id, slug); domain id 0 stands for everything."""
        for number, domain_id, slug in changes:
            if domain_id == 0:
                self.reset(number)
            else:
                self._note((domain_id, slug), number)

    def reset(self, number: int) -> None:
        """Drops everything, and from now on keeps out what is older than a change number."""
        for table in (self._links, self._unknown, self._recent, self._order):
            table.clear()
        self._floor = number

    def __len__(self) -> int:
        return len(self._links) + len(self._unknown)

    def _get(self, key: Key, late: bool) -> Record | Absent | None:
        record = self._links.get(key)
        if record is not None:
            return record
        until = self._unknown.get(key)
        return None if until is not None and (late or until >= self._clock()) else ABSENT

    def _note(self, key: Key, number: int) -> None:
        self._forget(key)
        self._recent[key] = number
        self._order.append((key, number))
        if len(self._order) > MOST_RECENT:
            old, past = self._order.popleft()
            self._floor = max(self._floor, past)
            if self._recent.get(old) == past:
                del self._recent[old]

    def _forget(self, key: Key) -> None:
        self._links.pop(key, None)
        self._unknown.pop(key, None)


def wanted(key: Key) -> list[Key]:
    """The keys to load so that a key can be answered: itself first, then its repairs."""
    return [key, *((key[0], slug) for slug in repairs(key[1]))]


def choose(keys: Sequence[Key], get: Callable[[Key], Record | Absent | None]) -> Record | Absent | None:
    """The first key's link, else the only link that the others lead to; absent as long as one of them is."""
    first = get(keys[0])
    if first is not None:
        return first
    found: dict[int, Record] = {}
    for key in keys[1:]:
        record = get(key)
        if isinstance(record, Absent):
            return record
        if record is not None:
            found[record.link_id] = record
    return next(iter(found.values())) if len(found) == 1 else None
