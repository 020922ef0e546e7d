"""Redis for tests, and Sentinel."""

import contextlib
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
import redis

from tests.servers.server import Server, free_port

NAME = "shortener"  # what Sentinel calls the Redis that it watches


class _RedisServer(Server):
    """The same program is both; it reads a file, so that no password is among its arguments."""

    package: ClassVar[str] = "redis-server"
    account: ClassVar[str] = "redis"
    password: str | None = None

    def __init__(self) -> None:
        if not shutil.which("redis-server"):
            pytest.skip("Redis is not installed (Debian: apt-get install redis-server)")
        super().__init__()
        self.port = free_port()
        self.socket = self.folder / "socket"

    def prepare(self) -> None:
        path = self.folder / "conf"
        path.write_text("\n".join(self.settings()))
        path.chmod(0o600)
        self.own(path)

    def settings(self) -> list[str]:
        return [f"port {self.port}", "bind ::1", f"unixsocket {self.socket}", f"dir {self.data}"]

    def command(self) -> list[str]:
        return ["redis-server", str(self.folder / "conf")]

    def answers(self) -> bool:
        with self.client() as client:
            return bool(client.ping())

    @contextlib.contextmanager
    def client(self) -> Iterator[Any]:
        """A client for the test itself."""
        client = redis.Redis(host="::1", port=self.port, password=self.password, socket_timeout=5)
        try:
            yield client
        finally:
            client.close()


class Redis(_RedisServer):
    """An empty Redis at `url` ([::1]), `unix_url` and, with `tls`, `tls_url`. What it holds outlives kill and stop."""

    def __init__(self, *, password: bool = False, tls: bool = False) -> None:
        super().__init__()
        self.password = secrets.token_hex(8) if password else None
        user = f":{self.password}@" if password else ""
        self.url = f"redis://{user}[::1]:{self.port}/0"
        self.unix_url = f"unix://{user}{self.socket}?db=0"
        self.tls_port = free_port() if tls else 0
        self.tls_url = f"rediss://{user}[::1]:{self.tls_port}/0?ssl_ca_certs={self.folder}/cert.pem" if tls else ""

    def prepare(self) -> None:
        super().prepare()
        if self.tls_port:
            self._certify()

    def settings(self) -> list[str]:
        chosen = [*super().settings(), "save ''", "appendonly yes", "appendfsync no"]
        if self.password:
            chosen.append(f"requirepass {self.password}")
        if self.tls_port:
            files = (f"tls-{kind}-file {self.folder}/{kind}.pem" for kind in ("cert", "key"))
            chosen += [f"tls-port {self.tls_port}", "tls-auth-clients no", *files]
        return chosen

    def flush(self) -> None:
        """FLUSHALL."""
        with self.client() as client:
            client.flushall()

    def replace_by_empty(self) -> None:
        """What is at the address afterwards is another Redis, which never heard of anything."""
        self.kill()
        shutil.rmtree(self.data)
        self.data.mkdir(mode=0o700)
        self.own(self.data)
        self.start()

    def cut_pubsub(self) -> int:
        """Closes the connections of all subscribers; how many there were."""
        with self.client() as client:
            return int(client.execute_command("CLIENT", "KILL", "TYPE", "pubsub"))

    def _certify(self) -> None:
        files = ("-keyout", f"{self.folder}/key.pem", "-out", f"{self.folder}/cert.pem")
        kind = (
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        )
        names = ("-addext", "subjectAltName=DNS:localhost,IP:::1")
        subprocess.run(["openssl", "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
        self.own(self.folder / "key.pem", self.folder / "cert.pem")


class Sentinel(_RedisServer):
    """A Sentinel that watches one Redis, at `url`; a server of its own that can be hurt by itself."""

    def __init__(self, watched: Redis) -> None:
        super().__init__()
        self._watched = watched
        user = f":{watched.password}@" if watched.password else ""
        self.url = f"redis+sentinel://{user}[::1]:{self.port}/{NAME}/0"

    def settings(self) -> list[str]:
        password = self._watched.password
        known = [f"sentinel auth-pass {NAME} {password}"] if password else []
        watching = f"sentinel monitor {NAME} ::1 {self._watched.port} 1"
        return [*super().settings(), watching, f"sentinel down-after-milliseconds {NAME} 1000", *known]

    def command(self) -> list[str]:
        return [*super().command(), "--sentinel"]
