"""A database server that is frozen costs its clients seconds, not for ever, and afterwards they go on with it."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from shortener.engines import COPY
from shortener.stores import Database, open_database
from tests.servers import DatabaseServer, MariaDB, PostgreSQL

PATIENCE = 1


@pytest.fixture(scope="module", params=[PostgreSQL, MariaDB])
def server(request: pytest.FixtureRequest) -> Iterator[DatabaseServer]:
    with request.param() as server:
        yield server


@pytest.fixture(params=["socket", "tcp"])
def database(server: DatabaseServer, request: pytest.FixtureRequest) -> Iterator[Database]:
    database = open_database(server.url if request.param == "socket" else server.tcp_url, patience=PATIENCE)
    with database.write() as session:
        session.execute(text("DROP TABLE IF EXISTS answers"))
        session.execute(text("CREATE TABLE answers (number INTEGER NOT NULL)"))
    yield database
    server.thaw()
    database.close()


def put(database: Database, number: int) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO answers VALUES (:number)"), {"number": number})


def answers(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(text("SELECT number FROM answers ORDER BY number")))


def freeze_and_put(database: Database, server: DatabaseServer) -> None:
    """A transaction during which the server is frozen."""
    with database.write() as session:
        session.execute(text("INSERT INTO answers VALUES (0)"))
        server.freeze()
        session.execute(text("INSERT INTO answers VALUES (0)"))


def freeze_and_copy(database: Database, server: DatabaseServer) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO answers VALUES (0)"))
        server.freeze()
        rows = [(number,) for number in range(500_000)]
        session.connection().exec_driver_sql("COPY answers FROM STDIN", rows, execution_options={COPY: True})


def test_a_statement_is_given_up_and_once_the_server_goes_on_so_does_its_client(
    server: DatabaseServer, database: Database
) -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError):
        freeze_and_put(database, server)
    assert time.monotonic() - began >= PATIENCE
    server.thaw()
    put(database, 1)
    assert answers(database) == [1]


def test_a_connection_that_waits_in_the_pool_is_no_trap(server: DatabaseServer, database: Database) -> None:
    put(database, 1)
    server.freeze()
    with pytest.raises(OperationalError):
        put(database, 2)
    server.thaw()
    put(database, 3)
    assert 1 in answers(database)
    assert 3 in answers(database)


@pytest.mark.parametrize("server", [PostgreSQL], indirect=True)
def test_rows_on_their_way_are_given_up_too(server: DatabaseServer, database: Database) -> None:
    with pytest.raises(OperationalError):
        freeze_and_copy(database, server)
    server.thaw()
    assert answers(database) == []


def test_what_the_server_refuses_in_time_costs_no_connection(server: DatabaseServer, database: Database) -> None:
    with database.read() as session:
        before = session.connection().connection.driver_connection
        with pytest.raises(Exception, match="nowhere"):
            session.execute(text("SELECT * FROM nowhere"))
    with database.read() as session:
        assert session.connection().connection.driver_connection is before
