"""gunicorn's configuration, made from the settings: `gunicorn -c deploy/gunicorn.conf.py wsgi:asgi`.

For the pages alone: `--worker-class shortener.worker.ThreadWorker wsgi:app`.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger
from prometheus_client import values

from shortener import affinity, logs
from shortener.children import end_with
from shortener.evenly import Places
from shortener.loading import WEB, load
from shortener.settings import read_settings
from shortener.stores import open_database
from shortener.web.meters import Meters, take_place
from shortener.worker import Worker

METERS = "PROMETHEUS_MULTIPROC_DIR"

_settings = read_settings()

load(WEB)
open_database(_settings.database).close()  # connects to nothing, but has imported the driver

bind = [_settings.bind]
workers = _settings.workers
worker_class = "shortener.worker.Worker"
threads = 16
proc_name = "shortener"

# Requests in flight get this long when workers stop; a redirect needs milliseconds, an export seconds.
graceful_timeout = 30
timeout = 60
keepalive = 15
backlog = 2048

# Redirects are counted in the journal; a line for each would cost more than the redirect.
accesslog = None

# No socket in the home folder: a hardened service has none.
control_socket_disable = True


class logger_class(Logger):  # noqa: N801 (gunicorn's name for it)
    """gunicorn's messages, and with them uvicorn's, take the way of all others."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers[:] = [logs.configure(_settings)]


def on_starting(server: Any) -> None:
    server.places = Places()
    if METERS not in os.environ:  # `shortener serve` sets it, and keeps the folder over a reload
        server.meters = Meters(_settings.metrics_dir)
        if server.meters.folder:
            os.environ[METERS] = str(server.meters.folder)
    # A socket that was handed over belongs to who opened it: gunicorn must not remove its file.
    server.systemd = any(isinstance(address, int) for address in server.cfg.address)


def pre_fork(server: Any, worker: Any) -> None:
    others = server.WORKERS.values()
    taken = [other.cpus for other in others]
    worker.cpus = affinity.least_taken(affinity.shares(affinity.ALL, server.num_workers), taken)
    worker.place = server.places.free(other.place for other in others)


def nworkers_changed(server: Any, new: int, _old: int | None) -> None:
    """By SIGTTIN or SIGTTOU: those that stay, the youngest, share anew."""
    staying = sorted(server.WORKERS.values(), key=lambda worker: worker.age, reverse=True)[:new]
    for worker, cpus in zip(staying, affinity.shares(affinity.ALL, new), strict=False):
        worker.cpus = cpus
        if isinstance(worker, Worker):  # one for the pages alone uses all of them
            affinity.keep_to(worker.cpus, worker.pid)


def post_fork(server: Any, worker: Any) -> None:
    end_with(server.pid)
    place = take_place(Path(os.environ[METERS])) if METERS in os.environ else None
    if place is not None:
        values.ValueClass = values.MultiProcessValue(lambda: place.number)
    ready = server.cfg.env.get("READY_FD")
    if ready:
        worker.notify = _saying_so_once(worker.notify, int(ready))


def _saying_so_once(notify: Any, ready: int) -> Any:
    """A worker notifies its master for the first time when it serves."""
    left = [ready]

    def notify_and_say_so() -> None:
        notify()
        if left:
            os.set_blocking(left[0], False)
            with contextlib.suppress(OSError):
                os.write(left[0], b".")
            os.close(left.pop())

    return notify_and_say_so
