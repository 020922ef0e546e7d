"""The database's part of a backup: a consistent copy of it as a file, and the way back."""

import contextlib
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, make_url

from shortener.backup.errors import BackupError
from shortener.backup.programs import run
from shortener.stores import sqlite_path

SQLITE, POSTGRESQL = "sqlite", "postgresql"
NAMES: Mapping[str, str] = {SQLITE: "database.sqlite", POSTGRESQL: "database.sql"}
SALTS = "salts"  # the one table that is in no backup
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"  # before a dump is put back, in the same transaction


def kind_of(url: str) -> str:
    """Raises BackupError for a database that has tools of its own."""
    kind = make_url(url).get_backend_name()
    if kind not in NAMES:
        raise BackupError(f"A {kind} database is backed up by its own tools, such as mariadb-dump; this can't do it.")
    return kind


def dump(url: str, folder: Path) -> Path:
    """Copies all of one moment into a file; writers go on meanwhile.

    Raises:
        BackupError: with what the database or its tool said.
    """
    kind = kind_of(url)
    target = folder / NAMES[kind]
    if kind == SQLITE:
        _copy(_file(url), target)
        _forget_salts(target)
    else:
        # Plain, so that one night's copy shares most of its bytes with the next one's.
        words = ["pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--file={target}"]
        words += [f"--exclude-table-data={SALTS}"]
        run([*words, f"--dbname={_plain(url)}"], _password(url), "postgresql-client")
    return target


def load(url: str, folder: Path) -> None:
    """Puts a dump in the place of what is there: all of it, or nothing.

    Raises:
        BackupError: it is of another kind of database, or can't be put back.
    """
    kind = kind_of(url)
    source = folder / NAMES[kind]
    if not source.exists():
        raise BackupError(f"The backup is not of a {kind} database; set SHORTENER_DATABASE_URL to one of its kind.")
    if kind == SQLITE:
        _put(source, _file(url))
    else:
        words = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        words += [f"--command={EMPTY}", f"--file={source}", f"--dbname={_plain(url)}"]
        run(words, _password(url), "postgresql-client")


def _file(url: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise BackupError("A database in memory can't be backed up.")
    return path


def _copy(source: Path, target: Path) -> None:
    """SQLite's own backup: a file that is being written must never be copied as one."""
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=60)) as live,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{source} can't be copied: {error}.") from error


def _forget_salts(copy: Path) -> None:
    """With a backup nobody shall be able to tell who a visitor was."""
    with contextlib.closing(sqlite3.connect(copy)) as session:
        session.execute("PRAGMA secure_delete = ON")
        if session.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SALTS,)).fetchone():
            session.execute("DELETE FROM salts")
            session.commit()


def _put(source: Path, target: Path) -> None:
    fresh = target.with_name(f"{target.name}.restored")
    _copy(source, fresh)
    fresh.chmod(0o600)
    os.replace(fresh, target)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def _plain(url: str) -> str:
    """What PostgreSQL's programs understand, without a password: arguments are for everybody to see."""
    bare: URL = make_url(url).set(drivername=POSTGRESQL)
    return bare._replace(password=None).render_as_string(hide_password=False)


def _password(url: str) -> dict[str, str]:
    found = make_url(url).password
    return {"PGPASSWORD": str(found)} if found else {}
