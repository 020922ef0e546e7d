"""How each database is connected to: private files, bounded waits, and errors that hold no values of rows."""

import contextlib
import os
import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_SECONDS = 10  # for a lock that another transaction holds
CONNECT_SECONDS = 5
PATIENCE_SECONDS = 30.0  # for an answer, after which the server counts as gone: its machine may hang without a word
# FULL: a commit survives a power cut. NORMAL: only what was committed before the log's last sync does (`writeback`).
# 64 MB of log: pages that batch after batch of clicks changes are written home once, which halves what goes to disk.
EAGER = ("synchronous=FULL", "wal_autocheckpoint=16000")
LAZY = ("synchronous=NORMAL", "wal_autocheckpoint=0")
PRAGMAS = (
    "cache_size=-8000",  # KB, of which a connection takes what it needs
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS * 1000}",
)
ACTIVE = 1  # libpq: a statement is under way
MARIADB = {"mysql", "mariadb", "mariadb+pymysql"}
COPY = "copy"  # execution option: the statement is PostgreSQL's COPY, and the rows are sent over it
# MariaDB repeats a value where it refuses it: Duplicate entry 'secret' for key 'people.name'.
VALUE = re.compile(r"(entry|value:) '.*'(?= for )", re.DOTALL)


def make_engine(url: URL, patience: float = PATIENCE_SECONDS, *, lazy: bool = False) -> Engine:
    """An engine that connects at its first use. Raises what SQLAlchemy and a missing driver raise.

    `lazy`: SQLite waits for the disk at no commit and lets its log grow; `writeback` sees to both.
    """
    url = _exact(url)
    kind = url.get_backend_name()
    engine = create_engine(url, hide_parameters=True, **_options(url, patience))
    event.listen(engine, "handle_error", _hide_values)
    if kind == "sqlite":
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", _prepare_lazy_sqlite if lazy else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif kind == "postgresql":
        _bound_waits(engine, patience)
        event.listen(engine, "do_executemany", _copy)
    return engine


def _exact(url: URL) -> URL:
    """MariaDB is one thing to this program, whichever of its names the URL begins with."""
    return url.set(drivername="mysql+pymysql") if url.drivername in MARIADB else url


def _options(url: URL, patience: float) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS, "check_same_thread": False}}
    return {
        "pool_pre_ping": True,
        "pool_size": 5,
        "max_overflow": 15,
        "pool_timeout": 5,
        "isolation_level": "READ COMMITTED",
        "connect_args": {"connect_timeout": _brief(patience), **_driver_options(url, patience)},
    }


def _driver_options(url: URL, patience: float) -> dict[str, Any]:
    if url.get_backend_name() == "mysql":
        return {
            "read_timeout": patience,
            "write_timeout": patience,
            "sql_mode": "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION",
            "init_command": f"SET innodb_lock_wait_timeout = {BUSY_SECONDS}",
        }
    return {} if "options" in url.query else {"options": f"-c lock_timeout={BUSY_SECONDS}s"}


def _brief(patience: float) -> int:
    """For a question that every server answers at once."""
    return max(1, min(CONNECT_SECONDS, round(patience)))


def _bound_waits(engine: Engine, patience: float) -> None:
    """Psycopg waits for an answer for ever, and TCP can't tell a server that hangs from one that is busy."""
    driver: Any = engine.dialect.loaded_dbapi
    brief = _brief(patience)

    class PatientConnection(driver.Connection):  # type: ignore[misc] # the driver is loaded only where it is used
        patience: float = brief

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, self.patience if timeout is None else timeout)
            except driver.OperationalError as error:
                if timeout is not None or self.pgconn.transaction_status != ACTIVE:
                    raise
                self.close()  # the answer may still come, and would be taken for that to another statement
                raise driver.OperationalError(f"the server gave no answer for {self.patience:g} seconds") from error

    def connect(_dialect: object, _entry: object, arguments: Any, options: Any) -> Any:
        return PatientConnection.connect(*arguments, **options)

    def take(connection: Any, _entry: object, _proxy: object) -> None:
        connection.patience = patience

    def give_back(connection: Any, _entry: object) -> None:
        if connection is not None:
            connection.patience = brief  # the next thing it is asked is whether it still works

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkout", take)
    event.listen(engine, "checkin", give_back)


def _hide_values(context: ExceptionContext) -> None:
    """What people typed doesn't belong in a log; PostgreSQL puts a refused row in the lines below its message."""
    error, shown = context.original_exception, context.sqlalchemy_exception
    words = [VALUE.sub(r"\1 '…'", word) if isinstance(word, str) else word for word in error.args]
    if hasattr(error, "diag") and words:
        words = [str(words[0]).partition("\n")[0]]
    if words != list(error.args):
        error.args = tuple(words)
        if shown is not None:
            shown.args = (f"({type(error).__module__}.{type(error).__name__}) {error}",)


def _make_private(_dialect: object, _entry: object, arguments: list[Any], _options: object) -> None:
    """A new file is for its owner only; SQLite gives the files beside it the same mode."""
    path = str(arguments[0]) if arguments else ":memory:"
    if not path.startswith((":memory:", "file:")):
        with contextlib.suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    _prepare(connection, EAGER)


def _prepare_lazy_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    _prepare(connection, LAZY)


def _prepare(connection: sqlite3.Connection, how: Sequence[str]) -> None:
    connection.isolation_level = None  # the "begin" listener speaks for the driver, whose own rules break DDL and reads
    for pragma in (*how, *PRAGMAS):
        connection.execute(f"PRAGMA {pragma}")
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names or "alembic_version" in names:  # another program's file keeps its ways
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _copy(cursor: Any, statement: str, rows: Any, context: Any) -> bool:
    """Stands in for executing a statement with each row, inside SQLAlchemy's own handling of errors."""
    if COPY not in context.execution_options:
        return False
    with cursor.copy(statement) as copying:
        for row in rows:
            copying.write_row(row)
    return True
