"""The only module that opens databases: transactions for reading and for writing, and what tables have in common."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Engine, Integer, MetaData, String, Table, Text, func, make_url, select
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shortener.engines import PATIENCE_SECONDS, make_engine
from shortener.sentences import Sentence
from shortener.writeback import Writeback

CONFLICTS = {
    "40001",
    "40P01",
    "55P03",
    1205,
    1213,
}  # PostgreSQL: serialisation, deadlock, lock; MariaDB: lock, deadlock
EXTRAS = {"psycopg": "postgres", "pymysql": "mariadb"}  # what to install for a driver
TRIES = 5
T = TypeVar("T")
BigId = BigInteger().with_variant(Integer, "sqlite")


class StoreError(Sentence):
    """The database can't be used; the message is one sentence for the operator."""


class Base(DeclarativeBase):
    """Every table of the product; times are whole milliseconds since 1970 UTC, booleans are NOT NULL."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: BigInteger, str: Text}  # noqa: RUF012 (SQLAlchemy reads it from the class)


class Meta(Base):
    """Facts about this installation: its instance id, the secret key's fingerprint, the zone that day rows are in."""

    __tablename__ = "meta"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Database:
    """One database: `read()` and `write()` give a session inside one transaction each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writing = engine.execution_options(write=True)
        self._writeback = Writeback(engine)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Like `read`, and all that is read is of one moment."""
        with self.read() as session:
            if self.dialect != "sqlite":
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """Commits at the end, rolls back on any exception. On SQLite it waits its turn first (BEGIN IMMEDIATE)."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def settle(self) -> None:
        """What anybody has committed until now survives a power cut, also where commits are lazy. Raises OSError."""
        self._writeback.settle()

    @contextlib.contextmanager
    def unhurried(self) -> Iterator[None]:
        """Around a commit of much: it has settled at the end, without a moment in which the disk is there for it alone.

        Raises OSError, and what SQLAlchemy raises.
        """
        with self._writeback.unhurried():
            yield

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str, *, patience: float | None = None, lazy: bool = False) -> Database:
    """The database at an SQLAlchemy URL; nothing is connected yet. Raises StoreError when the URL makes no sense.

    A server that doesn't answer a statement within `patience` seconds is an OperationalError, and the connection gone.
    `lazy`: on SQLite a power cut may undo the latest commits, until `settle`; `unhurried` must be used often.
    """
    try:
        return Database(make_engine(make_url(url), patience or PATIENCE_SECONDS, lazy=lazy))
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(str(error.name))
        hint = f"install its driver with pip install 'shortener[{extra}]'" if extra else str(error)
        raise StoreError(f"SHORTENER_DATABASE_URL can't be used: {hint}.") from error
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"SHORTENER_DATABASE_URL can't be used: {error}.") from error


def check_database(database: Database) -> None:
    """Raises StoreError, in words for the operator, when the database doesn't answer or a file isn't one."""
    try:
        with database.read() as session:
            session.connection().exec_driver_sql("SELECT 1")
            if database.dialect == "sqlite":
                session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except (DatabaseError, OperationalError) as error:
        where = database.engine.url.render_as_string(hide_password=True)
        raise StoreError(f"The database {where} can't be used: {error.orig}.") from error


def is_conflict(error: DBAPIError) -> bool:
    """Whether the database gave up a transaction in favour of another one's, so that it may succeed when done again."""
    reason: Any = error.orig
    return getattr(reason, "sqlstate", None) in CONFLICTS or (reason.args or (None,))[0] in CONFLICTS


def insist(do: Callable[[], T]) -> T:
    """What a transaction gives; one that the database gives up in favour of another is done again, some times."""
    for _ in range(TRIES - 1):
        try:
            return do()
        except OperationalError as error:
            if not is_conflict(error):
                raise
    return do()


def hold(session: Session, name: str) -> None:
    """Waits until no other transaction holds this name, and holds it until this one ends."""
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite":  # whoever writes is alone there
        return
    wanted = select(Meta.name).where(Meta.name == f"turn:{name}").with_for_update()
    if session.scalar(wanted) is None:
        session.execute(upsert(Base.metadata.tables["meta"], dialect, [{"name": f"turn:{name}", "value": ""}]))
        session.scalar(wanted)


def upsert(table: Table, dialect: str, rows: Sequence[dict[str, Any]], **changes: Sequence[str]) -> Any:
    """One statement for few rows; the changes are those of `upsert_statement`."""
    return upsert_statement(table, dialect, **changes).values(list(rows))


def upsert_statement(
    table: Table,
    dialect: str,
    *,
    add: Sequence[str] = (),
    put: Sequence[str] = (),
    fill: Sequence[str] = (),
    most: Sequence[str] = (),
    least: Sequence[str] = (),
    key: Sequence[str] = (),
) -> Any:
    """INSERT that, where the key (`key`, default: the primary one) is taken, changes the row that is there.

    Columns in `add` are added up, those in `put` replaced, those in `fill` too unless by NULL, those in `most` keep the
    greater value, those in `least` the smaller one; others stay.
    """
    insert: Any = {"mysql": mysql.insert, "postgresql": postgresql.insert}.get(dialect, sqlite.insert)
    statement = insert(table)
    new = statement.inserted if dialect == "mysql" else statement.excluded
    greater, smaller = (func.max, func.min) if dialect == "sqlite" else (func.greatest, func.least)
    changes: dict[str, Any] = {c: table.c[c] + new[c] for c in add} | {c: new[c] for c in put}
    changes |= {c: func.coalesce(new[c], table.c[c]) for c in fill}
    changes |= {c: greater(table.c[c], new[c]) for c in most} | {c: smaller(table.c[c], new[c]) for c in least}
    if dialect == "mysql":
        return statement.on_duplicate_key_update(changes or {c.name: table.c[c.name] for c in table.primary_key})
    elements = [table.c[name] for name in key] or list(table.primary_key)
    if not changes:
        return statement.on_conflict_do_nothing(index_elements=elements)
    return statement.on_conflict_do_update(index_elements=elements, set_=changes)


def exact_string(length: int) -> String:
    """Text compared byte for byte on every database, spaces at its end included."""
    return String(length).with_variant(mysql.VARCHAR(length, collation="utf8mb4_nopad_bin"), "mysql")


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)
