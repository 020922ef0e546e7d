"""The level between a worker's memory and the database: records in Redis, which may be away, stale or empty."""

import logging
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from shortener.redirect.record import Key, Record

log = logging.getLogger(__name__)

KEPT_SECONDS, REST_SECONDS = 86_400, 1.0
MOST_OWED, AT_ONCE = 100_000, 1_000
NUMBER = 8  # bytes of the change number, before the record
# A record of another shape than this version's lives under other keys.
SHAPE = f"{zlib.crc32(repr((NUMBER, Record.__annotations__)).encode()):08x}"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Record).decode


class SharedCache:
    """Each record stands with the change number it was loaded at, so that a reader can tell whether it is too old.

    Threads may `get`, one thread puts. `client` is a Redis client that gives up early; after an error visitors leave it
    alone for a moment. All keys begin with `prefix`.
    """

    def __init__(self, client: Any, prefix: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._prefix = f"{prefix}:{SHAPE}:"
        self._rests_until = 0.0
        self._owed: deque[tuple[int, int, str]] = deque(maxlen=MOST_OWED)

    def get(self, groups: Sequence[Sequence[Key]]) -> Mapping[Key, tuple[int, Record]]:
        """What Redis has of the keys; nothing while it is away."""
        if self._clock() < self._rests_until:
            return {}
        keys = list({key: None for group in groups for key in group})
        values = self._try(self._client.mget, self._names(keys)) or ()
        found = {key: value for key, value in zip(keys, values, strict=False) if value is not None}
        return {key: (int.from_bytes(value[:NUMBER]), _decode(value[NUMBER:])) for key, value in found.items()}

    def put(self, loads: Sequence[tuple[int, Mapping[Key, Record]]]) -> None:
        """Keeps records, each load's with the change number that it was made at; then drops what is owed."""
        with self._client.pipeline(transaction=False) as pipeline:
            for number, records in loads:
                for name, record in zip(self._names(records), records.values(), strict=True):
                    pipeline.set(name, number.to_bytes(NUMBER) + _encode(record), ex=KEPT_SECONDS)
            answers = self._try(pipeline.execute) if len(pipeline) else ()
        while self._owed and answers is not None:
            rows = [self._owed.popleft() for _ in range(min(len(self._owed), AT_ONCE))]
            answers = self._try(self._drop, rows)
            self._owed.extend(rows if answers is None else ())

    def owe(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Has records from before these changes, as (number, domain id, slug), dropped by a `put` that Redis answers.

        A worker that starts without a database would believe them. From now on none of them may be put.
        """
        self._owed.extend(changes)

    def _drop(self, changes: Sequence[tuple[int, int, str]]) -> int:
        names = self._names(key for _, *key in changes)
        values = zip(changes, names, self._client.mget(names), strict=True)
        old = [name for (number, *_), name, value in values if value and value[:NUMBER] < number.to_bytes(NUMBER)]
        return self._client.delete(*old) if old else 0

    def _names(self, keys: Iterable[Sequence[Any]]) -> list[str]:
        return [f"{self._prefix}{domain_id}:{slug}" for domain_id, slug in keys]

    def _try(self, command: Callable[..., Any], *words: Any) -> Any:
        try:
            result = command(*words)
        except Exception as error:
            if not self._rests_until:
                log.warning("Redis is left out until it answers again: %s", error)
            self._rests_until = self._clock() + REST_SECONDS
            return None
        self._rests_until = 0.0
        return result
