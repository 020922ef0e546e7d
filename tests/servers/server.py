"""What the servers of tests have in common: a folder, a user without rights, and a life that can be made hard."""

import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import ClassVar, Self

import pytest
from sqlalchemy import Connection, make_url

from shortener.stores import check_database, open_database

PATIENCE = 60
# Below the range from which the kernel takes ports for outgoing connections: a server that is away keeps its port.
PORTS = range(12_000, 32_000)


class Server:
    """One server, up inside `with`. Its processes are all that work in its folder `data`, and only those are signalled.

    A subclass says what to run, how to fill the folder the first time, and when it answers.
    """

    package: ClassVar[str]
    account: ClassVar[str]  # whom Debian's package made for it; used when the tests run as root
    farewell: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self) -> None:
        self.user = _account(self.account, self.package)
        self._room = tempfile.TemporaryDirectory(prefix="srv")  # a short path: a socket's may not exceed 107 bytes
        self.folder = Path(self._room.name)
        self.data = self.folder / "data"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.data.mkdir(mode=0o700)
            self.own(self.folder, self.data)
            self.prepare()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self) -> None:
        """Fills `data` before the first start."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it is ready for clients; a server that isn't may raise anything."""
        raise NotImplementedError

    def start(self) -> None:
        """Starts it, the first time or again with the same data and addresses, and waits until it answers."""
        assert not self.pids(), f"{self.package} runs already"
        with (self.folder / "log").open("ab") as log:
            self._process = self._popen(self.command(), log)
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self._process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends it as its operator does; it says good-bye to its clients and writes all it knows."""
        if self._process is not None:
            self.thaw()
            self._process.send_signal(self.farewell)
            self._process.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL to all its processes at once, as if the machine had lost power but for the disk's cache."""
        deadline = time.monotonic() + PATIENCE
        while pids := self.pids():
            _signal(pids, signal.SIGKILL)
            assert time.monotonic() < deadline, pids
        if self._process is not None:
            self._process.wait(PATIENCE)

    def freeze(self) -> None:
        """SIGSTOP to all its processes: connections stay open and the port takes new ones, but nothing answers."""
        stopped: set[int] = set()
        while fresh := [pid for pid in self.pids() if pid not in stopped]:  # one that was just forking made another
            _signal(fresh, signal.SIGSTOP)
            stopped.update(fresh)
            while any(self._runs(pid) for pid in fresh):
                time.sleep(0.001)

    def thaw(self) -> None:
        _signal(self.pids(), signal.SIGCONT)

    def pids(self) -> list[int]:
        """All its processes, the first one first."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and Path(os.readlink(entry / "cwd")) == self.data:
                    found.append(int(entry.name))
        first = self._process.pid if self._process is not None else 0
        return sorted(found, key=lambda pid: (pid != first, pid))

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def close(self) -> None:
        """Nothing of it is left afterwards."""
        self.kill()
        self._room.cleanup()

    def own(self, *paths: Path) -> None:
        """Gives files that a test made to the server's user."""
        for path in paths:
            if self.user:
                shutil.chown(path, self.user, self.user)

    def run(self, *command: str | Path) -> None:
        """Runs a tool of the server as its user, and waits."""
        with (self.folder / "log").open("ab") as log:
            assert self._popen([str(part) for part in command], log).wait(PATIENCE) == 0, self.log()

    def _popen(self, command: list[str], log: object) -> subprocess.Popen[bytes]:
        rights = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return] # mypy knows no options in a dict
            command,
            cwd=self.data,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C ends the tests, and those end the server
            **rights,
        )

    def _runs(self, pid: int) -> bool:
        """Whether a process that was told to stop didn't hear it yet."""
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"T", "Z", "X"}
        return False

    def _is_ready(self) -> bool:
        try:
            return self.answers()
        except Exception:  # each driver has errors of its own for a server that isn't there yet
            return False


class DatabaseServer(Server):
    """One that SQLAlchemy knows: `url` over a UNIX socket, `tcp_url` over [::1]."""

    url: str
    tcp_url: str

    def answers(self) -> bool:
        with contextlib.closing(open_database(self.tcp_url)) as database:
            check_database(database)
        return True

    def url_of(self, name: str) -> str:
        """URL of another database of this server, over the UNIX socket."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def create_database(self, connection: Connection, name: str, recipe: list[str]) -> None:
        """A database without tables, or with those of the recipe; the connection commits by itself."""
        raise NotImplementedError

    def drop_database(self, connection: Connection, name: str) -> None:
        """Also while others are connected to it."""
        raise NotImplementedError

    def recipe(self, connection: Connection, name: str) -> list[str]:
        """How to make a copy of this database within a moment."""
        raise NotImplementedError


def free_port() -> int:
    """A port of [::1] that nobody listens on."""
    while True:
        port = random.choice(PORTS)
        with contextlib.suppress(OSError), socket.create_server(("::1", port), family=socket.AF_INET6):
            return port


def _account(name: str, package: str) -> str | None:
    """Servers refuse to run as root, or had better not; the packages make users for them."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam(name).pw_name
    except KeyError:
        pytest.skip(f"{package} is not installed (Debian: apt-get install {package})")


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
