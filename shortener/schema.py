"""Before anything is served: brings the database to this version's tables, and says what is wrong where it can't be."""

import contextlib
from collections.abc import Iterator
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from shortener import versions, work
from shortener.accounts import tables as accounts_tables
from shortener.bulk import tables as bulk_tables
from shortener.clicks import tables as clicks_tables
from shortener.links import tables as links_tables
from shortener.schedules import tables as schedules_tables
from shortener.stores import Base, Database, StoreError, open_database
from shortener.webhooks import tables as webhooks_tables

PATIENCE_SECONDS = 3600.0  # for one statement, and for others who migrate
LOCK = 0x73686F7274  # "short": one number for all processes that may migrate the same server's database
UNCOMPARED = ("clicks_", "link_search", "link_words", "link_grams")  # partitions, and what triggers keep for searching
# So that Base.metadata knows them.
ALL_TABLES = (accounts_tables, bulk_tables, clicks_tables, links_tables, schedules_tables, webhooks_tables, work)


def upgrade(database: Database, *, to: str = "head") -> None:
    """Brings an older schema up in one transaction, waiting for others who do so; leaves a newer one alone.

    Raises StoreError, with nothing changed, for an SQLite file of another program; and when it breaks off on MariaDB,
    which commits each step by itself.
    """
    with _migrating(database) as connection:
        if foreign := versions.foreign_tables(connection):
            raise StoreError(foreign)
        if versions.revision(connection) not in {None, *versions.known()}:
            return
        try:
            command.upgrade(_config(connection), to)
        except DBAPIError as error:
            if database.dialect != "mysql":
                raise
            advice = "the tables are half changed, so put back a backup before you try again"
            raise StoreError(f"The database can't be upgraded: {error.orig}; {advice}.") from error


def downgrade(database: Database, *, to: str = "base") -> None:
    """Takes migrations back, newest first, with the data that only they had room for."""
    with _migrating(database) as connection:
        command.downgrade(_config(connection), to)


def check(database: Database) -> list[str]:
    """A sentence for each thing that is wrong with the schema; none when it is exactly this version's."""
    if refused := versions.refusal(database):
        return [refused]
    with database.read() as session:
        return [
            f"The database differs from this version's tables: {_words(change)}."
            for change in _differences(session.connection())
        ]


@contextlib.contextmanager
def _migrating(database: Database) -> Iterator[Connection]:
    with _unhurried(database) as slow, _in_turn(slow), slow.write() as session:
        connection = session.connection()
        if database.dialect == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        yield connection


@contextlib.contextmanager
def _in_turn(database: Database) -> Iterator[None]:
    """On MariaDB by a connection of its own, which lets the next one in when all is committed, not before."""
    if database.dialect != "mysql":
        yield
        return
    name = f"shortener {LOCK}"
    with database.engine.connect() as connection:
        connection.execute(text("SELECT GET_LOCK(:lock, :seconds)"), {"lock": name, "seconds": PATIENCE_SECONDS})
        try:
            yield
        finally:
            connection.execute(text("SELECT RELEASE_LOCK(:lock)"), {"lock": name})


@contextlib.contextmanager
def _unhurried(database: Database) -> Iterator[Database]:
    """The same database for statements that may take long; SQLite knows no other."""
    if database.dialect == "sqlite":
        yield database
        return
    url = database.engine.url.render_as_string(hide_password=False)
    with contextlib.closing(open_database(url, patience=PATIENCE_SECONDS)) as slow:
        yield slow


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(versions.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
    return [
        part
        for change in compare_metadata(context, Base.metadata)
        for part in (change if isinstance(change, list) else [change])
    ]


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or not (name or "").startswith(UNCOMPARED)


def _words(change: tuple[Any, ...]) -> str:
    """`add_column links.colour` and the like, from alembic's tuple."""
    names = [getattr(part, "name", part) for part in change[1:] if isinstance(part, str) or hasattr(part, "name")]
    return f"{change[0]} {'.'.join(str(name) for name in names)}"
