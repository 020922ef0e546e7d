"""The level between a worker's memory and the database: records in Redis, which may be away, stale or empty."""

import logging
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from shortener.redirect.record import Key, Record

log = logging.getLogger(__name__)

KEPT_SECONDS = 86_400
REST_SECONDS = 1.0
# A record of another shape than this version's lives under other keys.
SHAPE = f"{zlib.crc32(repr(Record.__annotations__).encode()):08x}"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[int, Record]).decode


class SharedCache:
    """Each record stands with the change number it was loaded at, so that a reader can tell whether it is too old.

    For threads. `client` is a Redis client that gives up early; after an error it is left alone for a moment. All keys
    begin with `prefix`.
    """

    def __init__(self, client: Any, prefix: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client, self._clock = client, clock
        self._prefix = f"{prefix}:{SHAPE}:"
        self._rests_until, self._answers = 0.0, True

    def get(self, groups: Sequence[Sequence[Key]]) -> Mapping[Key, tuple[int, Record]]:
        """What Redis has of the keys; nothing while it is away."""
        keys = list({key: None for group in groups for key in group})
        values = self._try(lambda: self._client.mget([self._name(key) for key in keys])) or ()
        return {key: _decode(value) for key, value in zip(keys, values, strict=False) if value is not None}

    def put(self, loads: Sequence[tuple[int, Mapping[Key, Record]]]) -> None:
        """Keeps records, each load's with the change number that it was made at."""
        with self._client.pipeline(transaction=False) as pipeline:
            for number, records in loads:
                for key, record in records.items():
                    pipeline.set(self._name(key), _encode((number, record)), ex=KEPT_SECONDS)
            self._try(pipeline.execute)

    def drop(self, keys: Sequence[Key]) -> None:
        """Forgets what has changed: whoever can't ask the database couldn't tell that it is too old."""
        if keys:
            self._try(lambda: self._client.delete(*map(self._name, keys)))

    def _name(self, key: Key) -> str:
        return f"{self._prefix}{key[0]}:{key[1]}"

    def _try(self, command: Callable[[], Any]) -> Any:
        if self._clock() < self._rests_until:
            return None
        try:
            result = command()
        except Exception as error:
            self._rests_until = self._clock() + REST_SECONDS
            if self._answers:
                log.warning("Redis is left out until it answers again: %s", error)
            self._answers = False
            return None
        self._answers = True
        return result
