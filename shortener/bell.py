"""What workers and editors tell one another through Redis: that something changed, and which hosts there are.

Nothing is lost when Redis is away: a change is found a little later, and hosts come from the database.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from redis import Redis, RedisError

from shortener.redis_clients import name_in_redis

log = logging.getLogger(__name__)

LISTEN_SECONDS = 1.0
HostTable = Mapping[str, tuple[int, str]]


class Bell:
    """One installation's, over a client with short timeouts; never raises what Redis raises."""

    def __init__(self, client: Redis, instance: str) -> None:
        self._client = client
        self._channel, self._hosts = name_in_redis(instance, "changes"), name_in_redis(instance, "hosts")
        self._stopping = threading.Event()

    def ring(self, number: int) -> None:
        self._quietly(lambda: self._client.publish(self._channel, number))

    def keep_hosts(self, hosts: HostTable) -> None:
        self._quietly(lambda: self._client.set(self._hosts, msgspec.msgpack.encode(hosts)))

    def hosts(self) -> HostTable | None:
        found = self._quietly(lambda: self._client.get(self._hosts))
        return msgspec.msgpack.decode(found, type=dict[str, tuple[int, str]]) if found else None

    def listen(self, hear: Callable[[], None]) -> None:
        """Calls `hear` from a thread of its own at each ring."""
        threading.Thread(target=self._listen, args=(hear,), name="bell", daemon=True).start()

    def close(self) -> None:
        self._stopping.set()

    def _listen(self, hear: Callable[[], None]) -> None:
        while not self._stopping.is_set():
            self._quietly(lambda: self._hear(hear))
            self._stopping.wait(LISTEN_SECONDS)

    def _hear(self, hear: Callable[[], None]) -> None:
        with self._client.pubsub() as pubsub:
            pubsub.subscribe(self._channel)
            hear()  # what was rung while nobody listened
            while not self._stopping.is_set():
                message = pubsub.get_message(timeout=LISTEN_SECONDS)
                if message is not None and message["type"] == "message":
                    hear()

    def _quietly(self, command: Callable[[], Any]) -> Any:
        try:
            return command()
        except (RedisError, OSError, msgspec.DecodeError) as error:
            log.debug("Redis does not answer: %s", error)
            return None
