"""This application as a server runs it: workers with the fast lane or the Flask view alone, and the collector."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import links
from bench.machine import children, free_port
from bench.processes import Failed, Program, started
from bench.rows import Service
from bench.shape import HOST

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
FAST = ["-c", ROOT / "deploy" / "gunicorn.conf.py", "wsgi:asgi"]
THREADS = 16  # of each worker that runs the Flask view
FLASK = ["--keep-alive", 15, "--no-control-socket", "wsgi:app"]
AUDIT_PATIENCE = 300


@dataclass
class Site:
    """A running service: `bind` is where it listens; `redis` and `collector` are None where there is none."""

    folder: Path
    bind: str
    environment: dict[str, str]
    web: Program
    redis: Program | None = None
    collector: Program | None = None

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    def workers(self) -> list[int]:
        return children(self.web.pid)

    def groups(self) -> dict[str, list[int]]:
        """Process ids by what they do."""
        programs = {"web": self.web, "redis": self.redis, "collector": self.collector}
        return {name: program.pids() for name, program in programs.items() if program is not None}

    @contextlib.contextmanager
    def collecting(self) -> Iterator[None]:
        """The node's worker moves clicks while this lasts. It is killed at the end: what waits is thrown away."""
        command = [PYTHON, "-m", "shortener", "collect"]
        with started(
            "collector", command, self.folder, ready=lambda: True, environment=self.environment, abrupt=True
        ) as program:
            self.collector = program
            try:
                yield
            finally:
                self.collector = None

    @contextlib.contextmanager
    def exporting(self) -> Iterator[None]:
        """Somebody exports all clicks while this lasts. Raises Failed when that was over too early."""
        part = self.folder / "clicks.csv.part"
        command = [PYTHON, "-m", "shortener", "export", "clicks", "-o", "clicks.csv"]

        def ready() -> bool:
            return part.exists() and part.stat().st_size > 0

        with started("export", command, self.folder, ready=ready, environment=self.environment, abrupt=True) as export:
            yield
            export.check()
        part.unlink(missing_ok=True)

    def audit(self) -> dict[str, Any]:
        """`shortener clicks audit`. Raises Failed when the sums are wrong or a click is lost."""
        done = self.run("clicks", "audit", "--json")
        if done.returncode:
            raise Failed(f"shortener clicks audit: {done.stderr.strip() or done.stdout.strip()}")
        found: dict[str, Any] = json.loads(done.stdout)
        if found["lost"]:
            raise Failed(f"{found['lost']} clicks were lost.")
        return found

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PYTHON, "-m", "shortener", *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=AUDIT_PATIENCE,
            check=False,
        )


@contextlib.contextmanager
def running(folder: Path, database: Path, service: Service) -> Iterator[Site]:
    """A service with a copy of that database, on a port of [::1] or, for HTTPS, on a socket for nginx."""
    (folder / "var").mkdir(parents=True, mode=0o700)
    shutil.copyfile(database, folder / "var" / "shortener.db")
    bind = f"unix:{folder}/web.sock" if service.tls else f"[::1]:{free_port()}"
    environment = _environment(folder, bind, service)
    flask = ["-k", "gthread", "-w", service.workers, "--threads", THREADS, "-b", bind, *FLASK]
    how = flask if service.server == "flask" else FAST
    command = [PYTHON, "-m", "gunicorn", "--pythonpath", str(ROOT), *map(str, how)]
    with contextlib.ExitStack() as stack:
        redis = stack.enter_context(_redis(folder)) if service.redis else None
        web = stack.enter_context(
            started("web", command, folder, ready=lambda: _healthy(bind), environment=environment, abrupt=True)
        )
        yield Site(folder, bind, environment, web, redis)


def _environment(folder: Path, bind: str, service: Service) -> dict[str, str]:
    """This one's own settings, none of whoever starts the bench."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("SHORTENER_")}
    others["PYTHONPATH"] = str(ROOT)  # this checkout, whatever is installed
    settings = {
        "BIND": bind,
        "BASE_URL": f"{'https' if service.tls else 'http'}://{HOST}",
        "DATA_DIR": str(folder / "var"),
        "WORKERS": str(service.workers),
        "JOURNAL_SYNC": service.sync,
        "NODE": "bench",
        "SECRET_KEY": links.SECRET,
        "TRUSTED_PROXIES": "unix",
        "REDIS_URL": f"unix://{folder}/redis.sock" if service.redis else "",
        "CACHED_LINKS": str(service.cached or ""),
    }
    return others | {f"SHORTENER_{name}": value for name, value in settings.items() if value}


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[Program]:
    """Redis on a socket in the folder; keeps nothing on disk."""
    path = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with started("redis", ["redis-server", *options], folder, ready=path.exists) as program:
        yield program


def _healthy(bind: str) -> bool:
    connection = http.client.HTTPConnection("localhost", timeout=2)
    with contextlib.suppress(OSError, http.client.HTTPException), _connected(bind) as connected:
        connection.sock = connected
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


@contextlib.contextmanager
def _connected(bind: str) -> Iterator[socket.socket]:
    unix = bind.startswith("unix:")
    host, _, port = bind.rpartition(":")
    with socket.socket(socket.AF_UNIX if unix else socket.AF_INET6) as connected:
        connected.settimeout(2)
        connected.connect(bind.removeprefix("unix:") if unix else (host.strip("[]"), int(port)))
        yield connected
