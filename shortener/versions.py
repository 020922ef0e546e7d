"""Which version's tables a database has: asked by every start, so without alembic, which takes a third of most."""

import importlib
import re
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table

from shortener.stores import Database, StoreError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
NUMBERED = re.compile(r"(\d{4})_\w+\.py")
TABLE = "alembic_version"


def known() -> list[str]:
    """The migrations that this version has, oldest first: each is one file, named by its number. Raises StoreError."""
    if not MIGRATIONS.is_dir():
        raise StoreError(f"{MIGRATIONS} is missing: run shortener from a complete checkout.")
    return sorted(found[1] for file in (MIGRATIONS / "versions").iterdir() if (found := NUMBERED.fullmatch(file.name)))


def is_new(database: Database) -> bool:
    """Nothing was ever migrated here."""
    with database.read() as session:
        return revision(session.connection()) is None


def is_current(database: Database) -> bool:
    """Its tables are this version's, as far as their number tells."""
    with database.read() as session:
        return revision(session.connection()) == known()[-1]


def bring_up_to_date(database: Database) -> None:
    """What `schema.upgrade` does, where there is something to do. Raises StoreError."""
    if not is_current(database):
        importlib.import_module("shortener.schema").upgrade(database)


def refusal(database: Database) -> str:
    """A sentence when this version can't work with the database's tables."""
    with database.read() as session:
        connection = session.connection()
        if foreign := foreign_tables(connection):
            return foreign
        found, names = revision(connection), known()
    if found is None:
        return "The database has no tables yet; run `shortener db upgrade`."
    if found not in names:
        return f"The database is at {found}, made by a newer version than this one, which knows {names[-1]}."
    if found != names[-1]:
        return f"The database is at {found}, this version wants {names[-1]}; run `shortener db upgrade`."
    return ""


def revision(connection: Connection) -> str | None:
    """The newest migration that the database has had."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.scalar(select(column("version_num")).select_from(table(TABLE)))
    return found


def foreign_tables(connection: Connection) -> str:
    """A sentence when an SQLite file has tables that were never ours; a server's schema may well be shared."""
    names = inspect(connection).get_table_names() if connection.dialect.name == "sqlite" else []
    if not names or TABLE in names:
        return ""
    some = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
    file = connection.engine.url.database
    return f"{file} is another program's database (it has {some}); set SHORTENER_DATABASE_URL to another file."
