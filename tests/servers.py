"""Servers that tests start for themselves, in folders of their own, and stop; daemons of the machine stay untouched."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shortener.stores import Database, open_database

POSTGRESQL = Path("/usr/lib/postgresql")


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """URL of an empty PostgreSQL on a UNIX socket; skips where Debian's server package is missing."""
    tools = sorted(POSTGRESQL.glob("*/bin/initdb"))
    if not tools:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg") as room:  # a short path: a socket's may not exceed 107 bytes
        folder, user = Path(room), _server_user()
        if user:
            shutil.chown(folder, user)
        _run(
            tools[-1],
            "--auth=trust",
            "--username=shortener",
            "--encoding=UTF8",
            "--no-sync",
            f"{folder}/data",
            user=user,
        )
        control = (tools[-1].with_name("pg_ctl"), "--wait", "-D", f"{folder}/data")
        options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=50"
        _run(*control, "-l", f"{folder}/log", "-o", options, "start", user=user)
        try:
            yield f"postgresql+psycopg://shortener@/postgres?host={folder}"
        finally:
            _run(*control, "--mode=immediate", "stop", user=user)


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


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; the package made a user for it."""
    if os.getuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    pytest.skip("PostgreSQL refuses to run as root, and this machine has no user postgres")


def _run(*command: str | Path, user: str | None) -> None:
    done = subprocess.run(
        command,
        user=user,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")
