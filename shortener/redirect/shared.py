"""The level between a worker's memory and the database: records in Redis, which may be away, stale or empty."""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from shortener.redirect.record import Key, Record

log = logging.getLogger(__name__)

KEPT_SECONDS = 86_400
RETRY_SECONDS, OPEN_SECONDS = 1.0, 0.5
# A record of another shape than this version's lives under other keys.
SHAPE = f"{zlib.crc32(repr(Record.__annotations__).encode()):08x}"

Found = Mapping[Key, tuple[int, Record]]
Result = TypeVar("Result")

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(tuple[int, Record]).decode


def name_in_redis(instance: str, *parts: str) -> str:
    """A key or channel of one installation: several may share a Redis."""
    return ":".join(("shortener", instance, *parts))


class SharedCache:
    """Each record stands with the change number it was loaded at, so that a reader can tell whether it is too old.

    `client` is an asynchronous Redis client that gives up early. After an error nobody waits for it until it answers
    again, which a task of its own finds out.
    """

    def __init__(self, client: Any, instance: str) -> None:
        self._client = client
        self._prefix = name_in_redis(instance, SHAPE) + ":"
        self._answers = False
        self._connecting: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Returns when Redis answers, or was given up for now."""
        self._connecting = asyncio.create_task(self._connect())
        await asyncio.wait({self._connecting}, timeout=OPEN_SECONDS)

    async def close(self) -> None:
        if self._connecting:
            self._connecting.cancel()
        await self._client.aclose()

    async def get(self, groups: Sequence[Sequence[Key]]) -> Found:
        """What Redis has of the keys; nothing while it is away."""
        keys = list({key: None for group in groups for key in group})

        async def get_all() -> Found:
            values = await self._client.mget([self._name(key) for key in keys])
            return {key: _decode(value) for key, value in zip(keys, values, strict=True) if value is not None}

        return await self._try(get_all) or {}

    async def put(self, loads: Sequence[tuple[int, Mapping[Key, Record]]]) -> None:
        """Keeps records, each load's with the change number that it was made at."""

        async def put_all() -> None:
            async with self._client.pipeline(transaction=False) as pipeline:
                for number, records in loads:
                    for key, record in records.items():
                        pipeline.set(self._name(key), _encode((number, record)), ex=KEPT_SECONDS)
                await pipeline.execute()

        await self._try(put_all)

    def _name(self, key: Key) -> str:
        return f"{self._prefix}{key[0]}:{key[1]}"

    async def _try(self, command: Callable[[], Awaitable[Result]]) -> Result | None:
        if not self._answers:
            return None
        try:
            return await command()
        except Exception as error:
            log.warning("Redis is left out until it answers again: %s", error)
            if self._answers:
                self._answers = False
                self._connecting = asyncio.create_task(self._connect())
            return None

    async def _connect(self) -> None:
        while not self._answers:
            try:
                self._answers = bool(await self._client.ping())
            except Exception as error:
                log.debug("Redis does not answer: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
