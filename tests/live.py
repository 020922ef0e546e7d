"""The whole service as people run it: `shortener serve` on a free port of [::1], stopped by process id."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from tests.nest import shortener

PASSWORD = "Correct-horse-7"
PATIENCE = 60
PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}


class Site:
    """A running service and its data folder. `settings` are SHORTENER_ variables without their prefix."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.begin = shortener
        self.port = free_port()
        self.folder = folder
        self.environment = os.environ | {
            "SHORTENER_BIND": f"[::]:{self.port}",
            "SHORTENER_BASE_URL": f"http://localhost:{self.port}",
            "SHORTENER_DATA_DIR": str(folder / "var"),
            "SHORTENER_ADMIN_USER": "admin",
            "SHORTENER_ADMIN_PASSWORD": PASSWORD,
            "SHORTENER_FETCH_TITLES": "off",  # nobody outside is asked for tests
            **{f"SHORTENER_{name}": value for name, value in settings.items()},
        }
        self.command = [sys.executable, "-m", "shortener", "serve"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        """`shortener serve` with these options."""
        with (self.folder / "serve.log").open("ab") as log:
            streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self.process = self.begin(["serve", *options], self.environment, cwd=self.folder, **streams)
        deadline = time.monotonic() + PATIENCE
        while not self.is_healthy():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ends the service as a person does; its exit status."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Whatever is left, at once."""
        if self.process is not None and self.process.poll() is None:
            for pid in descendants(self.process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()

    def is_healthy(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.get("/healthz")[0] == 200
        return False

    def get(self, path: str, *, address: str = "::1", host: str | None = None) -> tuple[int, str | None, bytes]:
        """Status, Location and body of one GET."""
        connection = http.client.HTTPConnection(address, self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": host or f"localhost:{self.port}"})
            answer = connection.getresponse()
            return answer.status, answer.headers["Location"], answer.read()
        finally:
            connection.close()

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """The command line with this service's settings."""
        with shortener(arguments, self.environment, cwd=self.folder, text=True, **PIPES) as process:
            try:
                out, err = process.communicate(stdin, timeout=2 * PATIENCE)
            finally:
                process.kill()  # nothing where it has ended
            return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def workers(self) -> list[int]:
        """Process ids of the web workers."""
        assert self.process is not None
        masters = [pid for pid in children(self.process.pid) if is_web_server(pid)]
        return [worker for master in masters for worker in children(master)]

    def collectors(self) -> list[int]:
        """Process ids of the collector: one, or none while it is started again."""
        assert self.process is not None
        return [pid for pid in children(self.process.pid) if is_collector(pid)]

    def log(self) -> str:
        return (self.folder / "serve.log").read_text()


@contextlib.contextmanager
def kept(site: Site, *options: str) -> Iterator[Site]:
    """Started here, and gone afterwards whatever happened."""
    try:
        site.start(*options)
        yield site
    finally:
        site.kill()


def running(folder: Path, *options: str, **settings: str) -> AbstractContextManager[Site]:
    """A service that is up, and gone afterwards."""
    return kept(Site(folder, **settings), *options)


def eventually(condition: Callable[[], bool]) -> None:
    """Waits until something is so; fails when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as probe:
        port: int = probe.getsockname()[1]
        return port


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in task.read_text().split()]
    return found


def descendants(pid: int) -> list[int]:
    return [one for child in children(pid) for one in (child, *descendants(child))]


def command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def is_web_server(pid: int) -> bool:
    """The gunicorn of a service, forked from it or, after a reload, started anew."""
    return name(pid).startswith("gunicorn") or " gunicorn " in command_line(pid)


def is_collector(pid: int) -> bool:
    return name(pid).startswith("shortener coll") or " shortener collect" in command_line(pid)


def name(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text()
    return ""
