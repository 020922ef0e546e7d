"""The only module that opens Redis clients: one for the hot path that gives up at once, one that waits a little."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import redis
import redis.asyncio
from redis.asyncio.retry import Retry as AsyncRetry
from redis.asyncio.sentinel import Sentinel as AsyncSentinel
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SENTINEL = "redis+sentinel://"
SENTINEL_PORT = 26379
HOT_SECONDS, PATIENT_SECONDS = 0.03, 0.25  # connecting takes the longer one: no visitor waits for it


def hot_client(url: str) -> "redis.asyncio.Redis":
    """For an event loop: short timeouts and no retries, because a visitor waits. Nothing is connected yet."""
    options = _options(HOT_SECONDS, AsyncRetry(NoBackoff(), 0))
    if url.startswith(SENTINEL):
        hosts, name, own = read_sentinel_url(url)
        return AsyncSentinel(hosts, sentinel_kwargs=options, **options, **own).master_for(name)
    return redis.asyncio.Redis.from_url(url, **options)


def patient_client(url: str) -> "redis.Redis":
    """For threads: announcements and health checks."""
    options = _options(PATIENT_SECONDS, Retry(NoBackoff(), 0))
    if url.startswith(SENTINEL):
        hosts, name, own = read_sentinel_url(url)
        return Sentinel(hosts, sentinel_kwargs=options, **options, **own).master_for(name)
    return redis.Redis.from_url(url, **options)


def read_sentinel_url(url: str) -> tuple[list[tuple[str, int]], str, dict[str, Any]]:
    """The Sentinels, the service's name, and how to sign in to its Redis.

    From redis+sentinel://user:password@[::1]:26379,host:26380/name/0.
    """
    where, _, path = url.removeprefix(SENTINEL).partition("/")
    credentials, _, hosts = where.rpartition("@")
    user, _, password = credentials.partition(":")
    name, _, db = path.strip("/").partition("/")
    own: dict[str, Any] = {"db": int(db or 0)}
    if credentials:
        own |= {"username": unquote(user) or None, "password": unquote(password)}
    return _hosts(hosts.split(",")), unquote(name), own


def _hosts(texts: Sequence[str]) -> list[tuple[str, int]]:
    found = []
    for text in texts:
        bracketed, _, after = text.rpartition("]")
        host, _, port = (bracketed + after if bracketed else text).rpartition(":") if ":" in after else (text, "", "")
        found.append((host.strip("[]"), int(port or SENTINEL_PORT)))
    return found


def _options(seconds: float, retry: Any) -> dict[str, Any]:
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": PATIENT_SECONDS,
        "retry": retry,
        "protocol": 3,
        "legacy_responses": False,
        "max_connections": 20,
    }
