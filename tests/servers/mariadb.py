"""MariaDB for tests."""

import secrets
from pathlib import Path
from typing import ClassVar

import pytest

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
