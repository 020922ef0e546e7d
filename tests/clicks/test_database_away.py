"""A database server that is killed, restarted or frozen under the collector: visits wait, and each is stored once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shortener import schema
from shortener.clicks.backlog import backlog
from shortener.stores import Database, open_database
from tests.clicks.journaling import wait_until
from tests.clicks.nodes import Node, check_all, wait_for_more
from tests.servers import PostgreSQL


@pytest.fixture
def server() -> Iterator[PostgreSQL]:
    with PostgreSQL() as server:
        yield server


@pytest.fixture(params=["socket", "tcp"])
def url(server: PostgreSQL, request: pytest.FixtureRequest) -> str:
    return server.url if request.param == "socket" else server.tcp_url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = open_database(url)
    schema.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def node(database: Database, url: str, tmp_path: Path) -> Iterator[Node]:
    node = Node(tmp_path, url, 1)
    node.start(collectors=1)
    wait_for_more(database, 200)
    yield node
    node.close()


def is_waiting(node: Node) -> bool:
    """Whether its collector complains of the database; each complaint is withdrawn when it is over."""
    over = node.said().count("Over: Clicks wait in ")
    return node.said().count("Clicks wait in ") - over > over


def test_it_goes_on_after_the_server_was_killed_frozen_or_restarted(
    node: Node, server: PostgreSQL, database: Database
) -> None:
    for trouble, end in ((server.kill, server.start), (server.freeze, server.thaw), (server.stop, server.start)):
        wait_for_more(database, 100)
        trouble()
        wait_until(lambda: is_waiting(node))
        before = node.written
        wait_until(lambda before=before: node.written > before + 200)
        assert backlog(None, node.journal_dir).rows > 100
        end()
        database.engine.dispose()
        wait_until(lambda: not is_waiting(node))
    wait_for_more(database, 500)
    node.close()
    check_all(database, [node])


def test_frozen_at_any_moment_it_stores_each_visit_once(node: Node, server: PostgreSQL, database: Database) -> None:
    """A commit whose answer didn't come may have happened or not: the position in the database tells."""
    for _ in range(12):
        server.freeze()
        server.thaw()
        wait_for_more(database, 50)
    for _ in range(2):
        server.freeze()
        wait_until(lambda: is_waiting(node))
        server.thaw()
        wait_for_more(database, 500)
    node.close()
    check_all(database, [node])
