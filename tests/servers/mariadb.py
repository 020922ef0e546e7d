"""MariaDB for tests."""

import contextlib
import secrets
from pathlib import Path
from typing import ClassVar

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.servers.server import DatabaseServer, free_port

FAST = (
    "--innodb-log-file-size=16M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=2",  # to the disk's cache: kill -9 loses nothing, only a power cut would
    "--innodb-doublewrite=0",
)


class MariaDB(DatabaseServer):
    """A MariaDB with the empty database `shortener` at `url` (UNIX socket) and `tcp_url` ([::1])."""

    package: ClassVar[str] = "mariadb-server"
    account: ClassVar[str] = "mysql"

    def __init__(self) -> None:
        if not Path("/usr/sbin/mariadbd").exists():
            pytest.skip("MariaDB is not installed (Debian: apt-get install mariadb-server)")
        super().__init__()
        self.port, self._password = free_port(), secrets.token_hex(8)
        self.socket = self.folder / "socket"
        user = f"mysql+pymysql://shortener:{self._password}"
        self.url = f"{user}@localhost/shortener?unix_socket={self.socket}"
        self.tcp_url = f"{user}@[::1]:{self.port}/shortener"

    def prepare(self) -> None:
        access = ("--skip-test-db", "--auth-root-authentication-method=socket")
        self.run("mariadb-install-db", "--no-defaults", f"--datadir={self.data}", *access, *FAST)
        first = self.folder / "first.sql"
        first.touch(0o600)
        first.write_text(
            "CREATE DATABASE IF NOT EXISTS shortener CHARACTER SET utf8mb4;\n"
            f"CREATE USER IF NOT EXISTS shortener@'%' IDENTIFIED BY '{self._password}';\n"
            "GRANT ALL ON *.* TO shortener@'%';\n"
        )
        self.own(first)

    def command(self) -> list[str]:
        return [
            "mariadbd",
            "--no-defaults",
            f"--datadir={self.data}",
            f"--socket={self.socket}",
            f"--pid-file={self.folder}/pid",
            "--bind-address=::1",
            f"--port={self.port}",
            "--skip-name-resolve",
            f"--init-file={self.folder}/first.sql",
            *FAST,
        ]

    def create_database(self, connection: Connection, name: str, recipe: list[str]) -> None:
        connection.execute(text(f"CREATE DATABASE {name} CHARACTER SET utf8mb4"))
        for statement in ["SET foreign_key_checks = 0", f"USE {name}", *recipe, "USE shortener"]:
            connection.exec_driver_sql(statement)

    def drop_database(self, connection: Connection, name: str) -> None:
        theirs = text("SELECT id FROM information_schema.processlist WHERE db = :name")
        for number in connection.scalars(theirs, {"name": name}).all():  # else it waits for their transactions
            with contextlib.suppress(DBAPIError):  # gone in between
                connection.execute(text(f"KILL {number}"))
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))

    def recipe(self, connection: Connection, name: str) -> list[str]:
        tables = connection.scalars(text(f"SHOW TABLES IN {name}")).all()
        made = [connection.execute(text(f"SHOW CREATE TABLE {name}.{table}")).one()[1] for table in tables]
        filled = [table for table in tables if connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name}.{table})"))]
        return made + [f"INSERT INTO {table} SELECT * FROM {name}.{table}" for table in filled]
