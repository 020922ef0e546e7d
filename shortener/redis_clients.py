"""The only module that opens Redis clients: they give up at once, since whatever Redis holds is somewhere else too."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

SENTINEL = "redis+sentinel://"
SENTINEL_PORT = 26379
TIMEOUT_SECONDS = 0.25


def name_in_redis(instance: str, *parts: str) -> str:
    """A key or channel of one installation: several may share a Redis."""
    return ":".join(("shortener", instance, *parts))


def open_redis(url: str) -> Redis:
    """A client for threads, without retries and with short timeouts. Nothing is connected yet."""
    options: dict[str, Any] = {
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 3,
        "legacy_responses": False,
        "max_connections": 20,
    }
    if url.startswith(SENTINEL):
        hosts, name, own = read_sentinel_url(url)
        return Sentinel(hosts, sentinel_kwargs=options, **options, **own).master_for(name)
    return Redis.from_url(url, **options)


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
