"""A server for many tests: each finds it empty."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import text

from shortener.stores import Database, open_database
from tests.servers.postgresql import PostgreSQL


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """URL of an empty PostgreSQL on a UNIX socket; skips where Debian's server package is missing."""
    with PostgreSQL() as server:
        yield server.url


@contextlib.contextmanager
def emptied(url: str) -> Iterator[Database]:
    """A PostgreSQL database without any table; the next one who asks finds it empty again."""
    database = open_database(url)
    with database.write() as session:
        session.execute(text("DROP SCHEMA public CASCADE"))
        session.execute(text("CREATE SCHEMA public"))
    try:
        yield database
    finally:
        database.close()
