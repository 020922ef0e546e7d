"""Redis between memory and database: over every kind of connection, away, frozen, stale, emptied, with other shapes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.redirect.record import Record
from shortener.redirect.shared import SharedCache
from shortener.redis_clients import hot_client
from shortener.stores import Database
from tests.redirect.lanes import Switch, opened, target
from tests.servers import Redis, Sentinel

A = Record(7, 9, 1, "a", "https://example.org/a")
B = Record(8, 9, 1, "b", "https://example.org/b", 301, True, "off", 5, 6)
GOOD = "https://example.org/"


@pytest.fixture(scope="module")
def server() -> Iterator[Redis]:
    with Redis(password=True, tls=True) as server:
        yield server


@pytest.fixture
def redis(server: Redis) -> Redis:
    server.flush()
    return server


@pytest.fixture
def switch(database: Database) -> Switch:
    return Switch(database)


def shared(url: str, instance: str = "one") -> SharedCache:
    return SharedCache(hot_client(url), instance)


@contextlib.asynccontextmanager
async def connected(url: str, instance: str = "one") -> AsyncIterator[SharedCache]:
    cache = shared(url, instance)
    await cache.open()
    yield cache
    await cache.close()


async def found_again(cache: SharedCache, key: tuple[int, str]) -> bool:
    """Whether Redis is asked again, within some seconds of its return."""
    for _ in range(100):
        if await loaded(cache, key):
            return True
        await asyncio.sleep(0.05)
    return False


async def loaded(cache: SharedCache, *keys: tuple[int, str]) -> dict[tuple[int, str], tuple[int, Record]]:
    return dict(await cache.get([keys]))


@pytest.mark.parametrize("kind", ["url", "unix_url", "tls_url"])
async def test_what_one_worker_loaded_another_finds(redis: Redis, kind: str) -> None:
    async with connected(getattr(redis, kind)) as one, connected(redis.url) as other:
        await one.put([(5, {(1, "a"): A}), (6, {(1, "b"): B})])
        assert await loaded(other, (1, "a"), (1, "b"), (2, "a")) == {(1, "a"): (5, A), (1, "b"): (6, B)}


async def test_sentinel_tells_which_redis_it_is() -> None:
    with Redis() as watched, Sentinel(watched) as sentinel:
        async with connected(sentinel.url) as cache:
            await cache.put([(5, {(1, "a"): A})])
            assert await loaded(cache, (1, "a")) == {(1, "a"): (5, A)}


async def test_installations_that_share_a_redis_do_not_meet(redis: Redis) -> None:
    async with connected(redis.url) as one, connected(redis.url, "other") as other:
        await one.put([(5, {(1, "a"): A})])
        assert await loaded(other, (1, "a")) == {}


async def test_a_value_of_another_shape_is_no_answer(redis: Redis) -> None:
    async with connected(redis.url) as cache:
        await cache.put([(5, {(1, "a"): A})])
        with redis.client() as client:
            (name,) = client.keys("*")
            client.set(name, b"\x92\x05\x91\x01")
        assert await loaded(cache, (1, "a")) == {}


async def test_records_do_not_stay_for_ever(redis: Redis) -> None:
    async with connected(redis.url) as cache:
        await cache.put([(5, {(1, "a"): A})])
        with redis.client() as client:
            assert 0 < client.ttl(client.keys("*")[0]) <= 86_400


async def test_a_redis_that_went_away_is_left_alone_until_it_is_back() -> None:
    with Redis() as server:
        async with connected(server.url) as cache:
            await cache.put([(5, {(1, "a"): A})])
            server.kill()
            assert await loaded(cache, (1, "a")) == {}
            server.start()
            assert await found_again(cache, (1, "a"))


async def test_a_frozen_redis_is_given_up_and_answers_no_other_question_later() -> None:
    with Redis() as server:
        async with connected(server.url) as cache:
            await cache.put([(5, {(1, "a"): A, (1, "b"): B})])
            server.freeze()
            assert await loaded(cache, (1, "a")) == {}
            server.thaw()
            assert await found_again(cache, (1, "b"))
            assert await loaded(cache, (1, "b")) == {(1, "b"): (5, B)}


async def test_a_worker_that_starts_before_redis_finds_it_later() -> None:
    with Redis() as server:
        async with connected(server.url) as cache:
            await cache.put([(5, {(1, "a"): A})])
        server.kill()
        async with connected(server.url) as cache:
            assert await loaded(cache, (1, "a")) == {}
            server.start()
            assert await found_again(cache, (1, "a"))


async def test_with_the_database_away_what_redis_holds_is_served(
    redis: Redis, switch: Switch, library: Library, tmp_path: Path
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, tmp_path / "1", shared=shared(redis.url)) as first:
        assert await target(first, "a") == GOOD
        await asyncio.sleep(0.1)
    async with opened(switch, tmp_path / "2", shared=shared(redis.url)) as second:
        switch.on = False
        assert await target(second, "a") == GOOD
    assert switch.loads == 1


async def test_a_record_from_before_an_edit_is_not_believed(
    redis: Redis, switch: Switch, library: Library, tmp_path: Path
) -> None:
    link = library.create(Draft(target=GOOD + "1", slug="a"), None)
    async with opened(switch, tmp_path / "1", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD + "1"
        await asyncio.sleep(0.1)
    library.edit(link.id, Edit(target=GOOD + "2"), None)
    async with opened(Switch(switch.source._database), tmp_path / "2", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD + "2"


async def test_an_edit_of_one_link_leaves_the_others_in_redis_good(
    redis: Redis, switch: Switch, library: Library, tmp_path: Path
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, tmp_path / "1", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD
        await asyncio.sleep(0.1)
    library.create(Draft(target=GOOD, slug="b"), None)
    late = Switch(switch.source._database)
    async with opened(late, tmp_path / "2", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD
    assert late.loads == 0


async def test_an_emptied_redis_is_filled_again(redis: Redis, switch: Switch, library: Library, tmp_path: Path) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    for number in (1, 2):
        redis.flush()
        async with opened(Switch(switch.source._database), tmp_path / str(number), shared=shared(redis.url)) as lane:
            assert await target(lane, "a") == GOOD
            await asyncio.sleep(0.1)
        with redis.client() as client:
            assert len(client.keys("*")) == 1
