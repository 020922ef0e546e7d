"""How databases are spoken to: with bounds, seeing what others commit, and with errors that tell no values."""

import contextlib
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from shortener.stores import Database, StoreError, open_database
from tests.servers import DatabaseServer, MariaDB, PostgreSQL

SECRET = "hunter2"


@pytest.fixture(scope="module", params=[PostgreSQL, MariaDB], ids=lambda kind: kind.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[DatabaseServer]:
    with request.param() as server:
        yield server


@pytest.fixture
def database(server: DatabaseServer) -> Iterator[Database]:
    with contextlib.closing(open_database(server.tcp_url)) as database:
        yield database


def test_a_statement_has_more_time_than_the_question_whether_a_connection_still_works() -> None:
    with PostgreSQL() as server, contextlib.closing(open_database(server.url, patience=20)) as database:
        for _ in range(2):
            with database.read() as session:
                connection = session.connection().connection.driver_connection
                assert connection is not None
                assert connection.patience == 20
            assert connection.patience == 5


def test_a_lock_that_somebody_holds_is_waited_for_ten_seconds_and_no_longer(server: DatabaseServer) -> None:
    wanted = "SHOW lock_timeout" if isinstance(server, PostgreSQL) else "SELECT @@innodb_lock_wait_timeout"
    with contextlib.closing(open_database(server.tcp_url)) as database, database.read() as session:
        assert str(session.scalar(text(wanted))).removesuffix("s") == "10"


def test_what_others_commit_is_seen_at_once(server: DatabaseServer, database: Database) -> None:
    with database.write() as session:
        session.execute(text("CREATE TABLE seen (a INTEGER)"))
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM seen")) == 0
        with database.write() as other:
            other.execute(text("INSERT INTO seen VALUES (1)"))
        assert session.scalar(text("SELECT count(*) FROM seen")) == 1


@pytest.mark.parametrize("value", [SECRET, f"{SECRET}' for key 'x", f"a\n{SECRET}"])
def test_a_refused_row_is_not_in_the_error(server: DatabaseServer, database: Database, value: str) -> None:
    with database.write() as session:
        session.execute(text("DROP TABLE IF EXISTS refused"))
        session.execute(text("CREATE TABLE refused (a VARCHAR(99) NOT NULL UNIQUE, b INTEGER NOT NULL)"))
    put = text("INSERT INTO refused VALUES (:a, :b)")
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        session.execute(put, [{"a": value, "b": 1}, {"a": value, "b": 1}])
    assert SECRET not in _told(caught.value)
    assert "refused" in _told(caught.value)
    with pytest.raises(DBAPIError) as other, database.write() as session:
        session.execute(put, {"a": value, "b": None})
    assert SECRET not in _told(other.value)


def _told(error: DBAPIError) -> str:
    """All that a log would show of it."""
    return "\n".join(str(one) for one in (error, error.orig, error.__cause__))


@pytest.mark.parametrize("name", ["mysql", "mariadb", "mariadb+pymysql", "mysql+pymysql"])
def test_mariadb_has_many_names(name: str) -> None:
    with contextlib.closing(open_database(f"{name}://me@localhost/shortener")) as database:
        assert (database.dialect, database.engine.dialect.driver) == ("mysql", "pymysql")


@pytest.mark.parametrize(
    ("url", "module", "extra"),
    [("postgresql://x/y", "psycopg", "postgres"), ("mariadb://x/y", "pymysql", "mariadb")],
)
def test_a_missing_driver_is_named_with_what_to_install(
    url: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(StoreError) as caught:
        open_database(url)
    assert f"pip install 'shortener[{extra}]'" in str(caught.value)
