"""The servers that tests start do what failure tests rely on: they die, freeze, and come back as they were."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from sqlalchemy import text

from shortener.stores import Database, open_database
from tests.servers import DatabaseServer, MariaDB, PostgreSQL, Redis, Sentinel, Server

KINDS = [PostgreSQL, MariaDB, Redis]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.__name__)
def one_of_a_kind(request: pytest.FixtureRequest) -> Iterator[Server]:
    with request.param() as server:
        yield server


@pytest.fixture
def server(one_of_a_kind: Server) -> Server:
    """Up and awake, whatever the test before did to it."""
    one_of_a_kind.thaw()
    if not one_of_a_kind.pids():
        one_of_a_kind.start()
    return one_of_a_kind


@pytest.fixture
def store(server: Server) -> Iterator["Store"]:
    with contextlib.closing(Store(server)) as store:
        yield store


class Store:
    """One value in a server, through a client of its own each time: what an application would find there."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._opened: list[Database] = []

    def put(self) -> None:
        if isinstance(self._server, Redis):
            with self._server.client() as client:
                client.set("a", "1")
            return
        with self._database().write() as session:
            session.execute(text("DROP TABLE IF EXISTS a"))
            session.execute(text("CREATE TABLE a (one INTEGER)"))
            session.execute(text("INSERT INTO a VALUES (1)"))

    def is_there(self) -> bool:
        if isinstance(self._server, Redis):
            with self._server.client() as client:
                return bool(client.get("a") == b"1")
        with self._database().read() as session:
            return bool(session.scalar(text("SELECT one FROM a")) == 1)

    def close(self) -> None:
        for database in self._opened:
            database.close()

    def _database(self) -> Database:
        assert isinstance(self._server, DatabaseServer)
        self._opened.append(open_database(self._server.tcp_url))
        return self._opened[-1]


def states(server: Server) -> set[str]:
    """Of its processes; `T` is a stopped one."""
    found = set()
    for pid in server.pids():
        with contextlib.suppress(OSError):  # a short-lived one that is gone already
            found.add(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0])
    return found


def test_it_runs_as_nobody_important(server: Server) -> None:
    assert Path(f"/proc/{server.pids()[0]}").stat().st_uid != 0
    assert server.folder.stat().st_mode & 0o077 == 0


def test_what_it_held_is_there_after_it_was_killed_and_started_again(server: Server, store: Store) -> None:
    store.put()
    before = server.pids()
    server.kill()
    assert server.pids() == []
    assert not any(Path(f"/proc/{pid}/cwd").exists() for pid in before)
    server.start()
    assert store.is_there()


def test_what_it_held_is_there_after_it_was_stopped_and_started_again(server: Server, store: Store) -> None:
    store.put()
    server.stop()
    assert server.pids() == []
    server.start()
    assert store.is_there()


def test_frozen_it_answers_nobody_and_thawed_whoever_waited(server: Server, store: Store) -> None:
    store.put()
    server.freeze()
    assert states(server) == {"T"}
    found: list[bool] = []
    waiting = threading.Thread(target=lambda: found.append(store.is_there()))
    waiting.start()
    waiting.join(0.2)
    assert waiting.is_alive()
    server.thaw()
    waiting.join()
    assert found == [True]


def test_a_frozen_one_can_be_killed(server: Server) -> None:
    server.freeze()
    server.kill()
    assert server.pids() == []


@pytest.mark.parametrize("kind", KINDS)
def test_its_processes_and_its_folder_are_gone_at_the_end(kind: type[Server]) -> None:
    server = kind()
    with contextlib.suppress(ZeroDivisionError), server:
        pids = server.pids()
        raise ZeroDivisionError
    assert not server.folder.exists()
    assert not any(Path(f"/proc/{pid}/cwd").exists() for pid in pids)


def test_postgresql_has_no_memory_left_after_it_was_killed() -> None:
    with PostgreSQL() as server:
        number = (server.data / "postmaster.pid").read_text().splitlines()[6].split()[-1]
        server.kill()
    known = subprocess.run(["ipcs", "--shmems"], capture_output=True, text=True, check=True).stdout
    assert number not in [line.split()[1] for line in known.splitlines() if len(line.split()) > 1]


def test_one_connection_of_postgresql_is_one_process_that_is_hurt_too() -> None:
    with PostgreSQL() as server, contextlib.closing(open_database(server.url)) as database:
        with database.read() as session:
            backend = session.scalar(text("SELECT pg_backend_pid()"))
        assert backend in server.pids()
        os.kill(server.pids()[0], signal.SIGKILL)  # the rest are orphans now
        server.kill()
        assert server.pids() == []


@pytest.mark.parametrize("kind", [PostgreSQL, MariaDB])
def test_databases_answer_over_tcp_too(kind: type[DatabaseServer]) -> None:
    with kind() as server, contextlib.closing(open_database(server.tcp_url)) as database, database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_postgresql_writes_as_in_production_when_asked() -> None:
    for wanted in ("on", "off"):
        with (
            PostgreSQL(fsync=wanted == "on") as server,
            contextlib.closing(open_database(server.url)) as database,
            database.read() as session,
        ):
            assert session.scalar(text("SHOW fsync")) == wanted


def test_redis_answers_over_tcp_over_its_socket_and_over_tls_to_who_knows_the_password() -> None:
    with Redis(password=True, tls=True) as server:
        for url in (server.url, server.unix_url, server.tls_url):
            with redis.Redis.from_url(url) as client:
                assert client.ping()
            with (
                redis.Redis.from_url(url.replace(f":{server.password}@", "")) as client,
                pytest.raises(redis.AuthenticationError),
            ):
                client.ping()


def test_redis_can_be_emptied(store_in_redis: Callable[[], bool], redis_server: Redis) -> None:
    assert store_in_redis()
    redis_server.flush()
    assert not store_in_redis()


def test_redis_can_be_replaced_by_another(store_in_redis: Callable[[], bool], redis_server: Redis) -> None:
    with redis_server.client() as client:
        before = client.info("server")["run_id"]
    redis_server.replace_by_empty()
    with redis_server.client() as client:
        assert client.info("server")["run_id"] != before
    assert not store_in_redis()


@pytest.fixture
def redis_server() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def store_in_redis(redis_server: Redis) -> Callable[[], bool]:
    """A value was put there; says whether it still is."""
    store = Store(redis_server)
    store.put()
    return store.is_there


def test_subscribers_are_cut_off_and_others_are_not(redis_server: Redis) -> None:
    with redis.Redis.from_url(redis_server.url) as client, client.pubsub() as listening:
        listening.subscribe("news")
        assert listening.get_message(timeout=5) is not None
        client.ping()
        assert redis_server.cut_pubsub() == 1
        with pytest.raises(redis.ConnectionError):
            listening.connection.read_response()
        assert client.ping()
        assert redis_server.cut_pubsub() == 0


def test_sentinel_knows_where_its_redis_is_and_when_it_is_down() -> None:
    with Redis(password=True) as server, Sentinel(server) as sentinel, sentinel.client() as client:
        assert client.sentinel_get_master_addr_by_name("shortener") == (b"::1", server.port)
        server.kill()
        deadline = time.monotonic() + 10
        while not client.sentinel_master("shortener")["is_sdown"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert sentinel.pids()
