"""Redis between memory and database: over every kind of connection, away, frozen, stale, emptied, with other shapes."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.redirect.lane import LOAD_SECONDS
from shortener.redirect.record import Record
from shortener.redirect.shared import SharedCache
from shortener.redis_clients import open_redis
from shortener.stores import Database
from tests.live import eventually
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


def shared(url: str, instance: str = "one", clock: Callable[[], float] = time.monotonic) -> SharedCache:
    return SharedCache(open_redis(url), instance, clock)


@pytest.mark.parametrize("kind", ["url", "unix_url", "tls_url"])
def test_what_one_worker_loaded_another_finds(redis: Redis, kind: str) -> None:
    one, other = shared(getattr(redis, kind)), shared(redis.url)
    one.put([(5, {(1, "a"): A}), (6, {(1, "b"): B})])
    assert other.get([[(1, "a"), (1, "b")], [(1, "a"), (2, "a")]]) == {(1, "a"): (5, A), (1, "b"): (6, B)}


def test_what_has_changed_is_forgotten(redis: Redis) -> None:
    cache = shared(redis.url)
    cache.put([(5, {(1, "a"): A, (1, "b"): B})])
    cache.owe([(6, 1, "a"), (6, 1, "unknown"), (5, 1, "b"), (7, 0, "")])
    cache.put([])
    assert cache.get([[(1, "a"), (1, "b")]]) == {(1, "b"): (5, B)}


def test_what_was_on_its_way_to_redis_before_a_change_goes_too(redis: Redis) -> None:
    cache = shared(redis.url)
    cache.owe([(6, 1, "a"), (6, 1, "b")])
    cache.put([(5, {(1, "a"): A}), (6, {(1, "b"): B})])
    assert cache.get([[(1, "a"), (1, "b")]]) == {(1, "b"): (6, B)}


def test_more_changes_than_fit_in_one_question_are_dropped(redis: Redis) -> None:
    cache = shared(redis.url)
    cache.put([(5, {(1, "a"): A, (1, "b"): B})])
    cache.owe([(6, 1, "a"), *((7 + number, 1, f"other{number}") for number in range(2_500)), (9_000, 1, "b")])
    cache.put([])
    assert cache.get([[(1, "a"), (1, "b")]]) == {}


@pytest.mark.parametrize(("hurt", "heal"), [("kill", "start"), ("freeze", "thaw")])
def test_what_changed_while_redis_did_not_answer_is_dropped_once_it_does(hurt: str, heal: str) -> None:
    with Redis() as server:
        cache, born = shared(server.url), shared(server.url)
        cache.put([(5, {(1, "a"): A})])
        getattr(server, hurt)()
        cache.owe([(6, 1, "a")])
        cache.put([])
        getattr(server, heal)()
        cache.put([])
        assert born.get([[(1, "a")]]) == {}


def test_a_value_that_is_no_record_does_not_keep_others_from_being_dropped(redis: Redis) -> None:
    cache = shared(redis.url)
    cache.put([(5, {(1, "a"): A, (1, "b"): B})])
    with redis.client() as client:
        client.set(next(name for name in client.keys("*") if name.endswith(b":a")), b"1")
    cache.owe([(6, 1, "a"), (6, 1, "b")])
    cache.put([])
    assert cache.get([[(1, "b")]]) == {}


def test_sentinel_tells_which_redis_it_is() -> None:
    with Redis() as watched, Sentinel(watched) as sentinel:
        cache = shared(sentinel.url)
        cache.put([(5, {(1, "a"): A})])
        assert cache.get([[(1, "a")]]) == {(1, "a"): (5, A)}
        with watched.client() as client:
            assert len(client.keys("*")) == 1


def test_installations_that_share_a_redis_do_not_meet(redis: Redis) -> None:
    shared(redis.url).put([(5, {(1, "a"): A})])
    assert shared(redis.url, "other").get([[(1, "a")]]) == {}


def test_records_do_not_stay_for_ever(redis: Redis) -> None:
    shared(redis.url).put([(5, {(1, "a"): A})])
    with redis.client() as client:
        assert 0 < client.ttl(client.keys("*")[0]) <= 86_400


@pytest.mark.parametrize(("hurt", "heal"), [("kill", "start"), ("freeze", "thaw")])
def test_a_redis_that_does_not_answer_is_left_alone_for_a_moment(hurt: str, heal: str) -> None:
    now = [0.0]
    with Redis() as server:
        cache = shared(server.url, clock=lambda: now[0])
        cache.put([(5, {(1, "a"): A, (1, "b"): B})])
        getattr(server, hurt)()
        assert cache.get([[(1, "a")]]) == {}
        getattr(server, heal)()
        assert cache.get([[(1, "b")]]) == {}
        now[0] = 1.5
        assert cache.get([[(1, "b")]]) == {(1, "b"): (5, B)}


async def test_a_value_that_is_no_record_is_passed_over(
    redis: Redis, switch: Switch, library: Library, tmp_path: Path
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    cache = shared(redis.url)
    cache.put([(5, {(1, "a"): A})])
    with redis.client() as client:
        (name,) = client.keys("*")
        client.set(name, b"\x92\x05\x91\x01")
    async with opened(switch, tmp_path / "1", shared=cache) as lane:
        assert await target(lane, "a") == GOOD


async def test_a_frozen_redis_costs_a_visitor_milliseconds(
    redis: Redis, switch: Switch, library: Library, tmp_path: Path
) -> None:
    for slug in ("a", "b"):
        library.create(Draft(target=GOOD + slug, slug=slug), None)
    async with opened(switch, tmp_path / "1", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD + "a"
        redis.freeze()
        try:
            assert await target(lane, "b") == GOOD + "b"
            assert await target(lane, "a") == GOOD + "a"
        finally:
            redis.thaw()


async def test_with_the_database_away_what_redis_holds_is_served(
    redis: Redis, switch: Switch, library: Library, database: Database, tmp_path: Path
) -> None:
    await loaded(redis, switch, library, tmp_path)
    late = Switch(database)
    async with opened(late, tmp_path / "2", shared=shared(redis.url)) as second:
        late.on = False
        assert await target(second, "a") == GOOD
    assert late.loads == 0


async def test_a_record_from_before_an_edit_is_not_believed(
    redis: Redis, switch: Switch, library: Library, database: Database, tmp_path: Path
) -> None:
    link = await loaded(redis, switch, library, tmp_path)
    library.edit(link.id, Edit(target=GOOD + "2"), None)
    async with opened(Switch(database), tmp_path / "2", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD + "2"


async def test_an_edit_of_one_link_leaves_the_others_in_redis_good(
    redis: Redis, switch: Switch, library: Library, database: Database, tmp_path: Path
) -> None:
    await loaded(redis, switch, library, tmp_path)
    library.create(Draft(target=GOOD, slug="b"), None)
    late = Switch(database)
    async with opened(late, tmp_path / "2", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD
    assert late.loads == 0


async def test_an_emptied_redis_is_filled_again(
    redis: Redis, library: Library, database: Database, tmp_path: Path
) -> None:
    library.create(Draft(target=GOOD, slug="a"), None)
    for number in (1, 2):
        redis.flush()
        async with opened(Switch(database), tmp_path / str(number), shared=shared(redis.url)) as lane:
            assert await target(lane, "a") == GOOD
            await holds(redis, 1)


@pytest.mark.parametrize("hangs", [False, True], ids=["away", "frozen"])
async def test_while_the_database_is_away_a_late_answer_of_redis_counts(
    redis: Redis, database: Database, library: Library, tmp_path: Path, hangs: bool
) -> None:
    await loaded(redis, Switch(database), library, tmp_path)
    late, delay, thaw = shared(redis.url), threading.Event(), threading.Event()
    get, switch = late.get, Switch(database)
    late.get = lambda groups: (delay.wait(0.15), get(groups))[1]  # type: ignore[method-assign]
    async with opened(switch, tmp_path / "other", shared=late) as lane:
        if hangs:
            switch.source.load = lambda keys: (thaw.wait(10), (0, {}))[1]  # type: ignore[method-assign]
        switch.on = hangs
        began = time.monotonic()
        assert await target(lane, "a") == GOOD
        assert time.monotonic() - began < LOAD_SECONDS
        thaw.set()


async def test_a_worker_born_without_a_database_does_not_believe_what_a_frozen_redis_kept_past_an_edit(
    redis: Redis, switch: Switch, library: Library, database: Database, tmp_path: Path
) -> None:
    link = library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, tmp_path / "1", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD
        await holds(redis, 1)
        redis.freeze()
        try:
            library.edit(link.id, Edit(target=GOOD + "2"), None)
            await asyncio.sleep(1)
        finally:
            redis.thaw()
        await holds(redis, 0)
    late = Switch(database)
    late.on = False
    async with opened(late, tmp_path / "2", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") is None


async def test_a_worker_that_is_born_drops_from_redis_what_is_too_old_and_nothing_else(
    redis: Redis, switch: Switch, library: Library, database: Database, tmp_path: Path
) -> None:
    await loaded(redis, switch, library, tmp_path)
    library.create(Draft(target=GOOD, slug="b"), None)
    beside = shared(redis.url)
    beside.put([(0, {(1, "b"): B})])
    async with opened(Switch(database), tmp_path / "2", shared=shared(redis.url)):
        await holds(redis, 1)
    assert list(beside.get([[(1, "a"), (1, "b")]])) == [(1, "a")]


async def loaded(redis: Redis, switch: Switch, library: Library, folder: Path) -> LinkView:
    """A link with the slug a, which a worker that is gone has put into Redis."""
    link = library.create(Draft(target=GOOD, slug="a"), None)
    async with opened(switch, folder / "1", shared=shared(redis.url)) as lane:
        assert await target(lane, "a") == GOOD
        await holds(redis, 1)
    return link


async def holds(redis: Redis, records: int) -> None:
    """Waits until so many are in Redis."""
    with redis.client() as client:
        await asyncio.to_thread(eventually, lambda: len(client.keys("*")) == records)
