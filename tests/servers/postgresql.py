"""PostgreSQL for tests."""

import atexit
import functools
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import Connection, text

from tests.servers.server import DatabaseServer, free_port

POSTGRESQL = Path("/usr/lib/postgresql")
PASSWORD = secrets.token_hex(8)


class PostgreSQL(DatabaseServer):
    """An empty PostgreSQL at `url` (UNIX socket) and `tcp_url` ([::1]); `fsync` makes it write as in production."""

    package: ClassVar[str] = "postgresql"
    account: ClassVar[str] = "postgres"
    farewell: ClassVar[signal.Signals] = signal.SIGINT  # the fast shutdown: doesn't wait for clients to leave

    def __init__(self, *, fsync: bool = False) -> None:
        tools = sorted(POSTGRESQL.glob("*/bin/initdb"))
        if not tools:
            pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        super().__init__()
        self._tools = tools[-1].parent
        self._fsync = fsync
        self.port = free_port()
        self.url = f"postgresql+psycopg://shortener@/postgres?host={self.folder}&port={self.port}"
        self.tcp_url = f"postgresql+psycopg://shortener:{PASSWORD}@[::1]:{self.port}/postgres"

    def prepare(self) -> None:
        """The first one in this process is made, which takes most of a second; the others are copies of it."""
        first = _first()
        if not (first / "data").exists():
            self._make(first)
        self.run("cp", "--archive", f"{first}/data/.", self.data)

    def _make(self, folder: Path) -> None:
        password = folder / "password"
        password.write_text(PASSWORD)
        self.own(folder, password)
        access = ("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password}")
        tool, names = self._tools / "initdb", ("--username=shortener", "--encoding=UTF8", "--no-sync")
        self.run(tool, *access, *names, folder / "data")

    def command(self) -> list[str]:
        options = {
            "port": self.port,
            "unix_socket_directories": self.folder,
            "listen_addresses": "::1",
            "fsync": "on" if self._fsync else "off",
            "full_page_writes": "on" if self._fsync else "off",
            "max_connections": 100,
            "dynamic_shared_memory_type": "mmap",  # in the folder, so that nothing is left in /dev/shm
        }
        chosen = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self._tools / "postgres"), "-D", str(self.data), *chosen]

    def create_database(self, connection: Connection, name: str, recipe: list[str]) -> None:
        """Copies files, which without fsync takes a fifth of what copying through the log does."""
        template = recipe[0] if recipe else "template0"
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))

    def drop_database(self, connection: Connection, name: str) -> None:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def recipe(self, connection: Connection, name: str) -> list[str]:
        return [name]

    def close(self) -> None:
        self.kill()
        self._free_memory()
        super().close()

    def _free_memory(self) -> None:
        """After SIGKILL nobody else gives back the bit of System V memory by which it knows that it runs once."""
        lock = self.data / "postmaster.pid"
        segment = lock.read_text().splitlines()[6].split()[-1] if lock.exists() else ""
        if segment:
            subprocess.run(["ipcrm", "--shmem-id", segment], check=False, stderr=subprocess.DEVNULL)


@functools.cache
def _first() -> Path:
    """Where this process keeps one that never ran."""
    folder = Path(tempfile.mkdtemp(prefix="srv"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
