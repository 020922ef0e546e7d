"""One server for many tests: each gets a database of its own there, with or without our tables."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import create_engine

from shortener import schema
from shortener.stores import open_database
from tests.servers.postgresql import PostgreSQL
from tests.servers.server import DatabaseServer

TEMPLATE = "template_migrated"


class Databases:
    """Made within a moment and gone afterwards, whoever may still be connected."""

    def __init__(self, server: DatabaseServer) -> None:
        self._server = server
        self._engine = create_engine(server.url, isolation_level="AUTOCOMMIT")
        self._count = 0
        self._ready: list[str] = []

    def close(self) -> None:
        self._engine.dispose()

    @contextlib.contextmanager
    def empty(self) -> Iterator[str]:
        """URL of a database without any table."""
        with self._made([]) as url:
            yield url

    @contextlib.contextmanager
    def migrated(self) -> Iterator[str]:
        """URL of a database with every table, as migrations make them."""
        self._ready = self._ready or self._prepare()
        with self._made(self._ready) as url:
            yield url

    @contextlib.contextmanager
    def _made(self, how: list[str]) -> Iterator[str]:
        self._count += 1
        name = f"test_{self._count}"
        with self._engine.connect() as connection:
            self._server.create_database(connection, name, how)
        try:
            yield self._server.url_of(name)
        finally:
            with self._engine.connect() as connection:
                self._server.drop_database(connection, name)

    def _prepare(self) -> list[str]:
        """Migrates once; how to do the same quickly from then on."""
        with self._engine.connect() as connection:
            self._server.create_database(connection, TEMPLATE, [])
        with contextlib.closing(open_database(self._server.url_of(TEMPLATE))) as database:
            schema.upgrade(database)
        with self._engine.connect() as connection:
            return self._server.recipe(connection, TEMPLATE)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """URL of an empty PostgreSQL on a UNIX socket; skips where Debian's server package is missing."""
    with PostgreSQL() as server:
        yield server.url
