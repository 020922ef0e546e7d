"""`shortener serve`: prepares, then keeps the web workers and the collector running until told to stop."""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shortener import loading, logs
from shortener.children import Child, LoadedChild, NewChild, Pause
from shortener.listening import QUEUE, announce, close_listener, open_listener
from shortener.prepare import prepare
from shortener.settings import BadSetting, Settings, read_settings
from shortener.web.meters import Meters

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = str(ROOT / "deploy" / "gunicorn.conf.py")
GUNICORN = ["gunicorn", "--pythonpath", str(ROOT), "-c", CONFIGURATION]
REDIRECTS, FACES = "redirects", "faces"
APPLICATIONS = {
    None: ["wsgi:asgi"],
    REDIRECTS: ["wsgi:asgi"],
    FACES: ["--worker-class", "shortener.worker.ThreadWorker", "wsgi:app"],
}
COLLECTOR = ["shortener", "collect"]
WEB_PATIENCE, COLLECTOR_PATIENCE, BOOT_PATIENCE = 40.0, 60.0, 90.0
LOOK_SECONDS = 0.05

log = logging.getLogger(__name__)


def serve(settings: Settings, say: Callable[[str], None], only: str | None = None) -> int:
    """Runs until SIGINT or SIGTERM, or until the web server ends by itself; the exit status for the shell."""
    listener = open_listener(settings.bind)
    prepare(settings, say, terminal=sys.stdout.isatty())
    say(f"Serving {settings.public_url}/ on {settings.bind}; sign in at {settings.public_url}/admin/. Ctrl-C stops.")
    meters = Meters(settings.metrics_dir)
    return Supervisor(Web(settings, listener, meters, only), only).run()


class Web:
    """One set of web workers and the gunicorn that looks after them, on a socket that they share with others."""

    def __init__(self, settings: Settings, listener: socket.socket, meters: Meters, only: str | None) -> None:
        self.settings, self.listener, self.meters, self._only = settings, listener, meters, only
        self._ready, self._missing = -1, settings.workers

    def start(self, kind: type[Child]) -> None:
        self.listener.listen(QUEUE)
        listener = self.listener.fileno()
        self._ready, told = os.pipe()
        os.set_blocking(self._ready, False)
        self.child = kind(self._command(listener, told), pass_fds=(listener, told))
        os.close(told)

    def is_ready(self) -> bool:
        """Whether every worker serves; each says so once."""
        try:
            self._missing -= len(os.read(self._ready, 64))
        except BlockingIOError:
            return False
        return self._missing <= 0

    def _command(self, listener: int, told: int) -> list[str]:
        environment = [f"READY_FD={told}"]
        if self.meters.folder:
            environment.append(f"PROMETHEUS_MULTIPROC_DIR={self.meters.folder}")
        with_environment = [word for pair in environment for word in ("--env", pair)]
        return [*GUNICORN, "--bind", f"fd://{listener}", *with_environment, *APPLICATIONS[self._only]]

    def stop(self) -> None:
        self.child.stop(WEB_PATIENCE)
        os.close(self._ready)


class Supervisor:
    """The web server and the collector. The web server stops first, so that the last click is stored too."""

    def __init__(self, web: Web, only: str | None) -> None:
        self._web, self._only = web, only
        self._fresh: Web | None = None
        self._leaving: list[Child] = []
        self._collector: Child | None = None
        self._collector_due = 0.0
        self._pause = Pause()
        self._stopping = self._reloading = self._announced = False
        self._has_terminal = _terminal_is_there()
        self._kind: type[Child] = LoadedChild  # until a reload, after which this process has the code of before

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._heed)
        loading.load(loading.WEB if self._only else loading.WEB + loading.COLLECTOR)
        self._web.start(self._kind)
        while not self._stopping and self._web.child.runs():
            self._leaving = [child for child in self._leaving if not child.is_over()]
            self._announce()
            self._renew()
            if self._only is None:
                self._keep_collector()
            time.sleep(LOOK_SECONDS)
        failed = not self._stopping
        if failed:
            log.error("The web server %s.", self._web.child.how_it_ended())
        self._end()
        return 1 if failed else 0

    def _heed(self, number: int, _frame: object) -> None:
        """SIGHUP means new workers; only when it comes from a terminal that was closed it means the end."""
        if number == signal.SIGHUP and not (self._has_terminal and not _terminal_is_there()):
            self._reloading = True
        else:
            self._stopping = True

    def _announce(self) -> None:
        if not self._announced and self._web.is_ready():
            self._announced = True
            announce("READY=1")

    def _renew(self) -> None:
        """Begins or goes on with a reload: the old workers are told to end when all new ones serve."""
        if self._fresh is None:
            if self._reloading:
                self._reloading = False
                self._begin_reload()
        elif self._fresh.is_ready():
            self._finish_reload(self._fresh)
        elif not self._fresh.child.runs() or time.monotonic() - self._fresh.child.began > BOOT_PATIENCE:
            log.error("The new workers don't start; those that are there go on, with the settings that they have.")
            self._leave(self._fresh, self._web.listener)
            self._fresh = None

    def _begin_reload(self) -> None:
        try:
            settings = read_settings()
            moved = settings.bind != self._web.settings.bind
            fresh = Web(
                settings, open_listener(settings.bind) if moved else self._web.listener, self._web.meters, self._only
            )
            fresh.start(NewChild)
        except (BadSetting, OSError) as error:
            log.error("Nothing was reloaded: %s", error)  # noqa: TRY400 (a sentence for the operator)
            return
        logs.configure(settings)
        self._fresh = fresh

    def _finish_reload(self, fresh: Web) -> None:
        self._leave(self._web, fresh.listener)
        self._web, self._fresh, self._kind = fresh, None, NewChild
        if self._collector is not None:
            self._collector.stop(COLLECTOR_PATIENCE)
            self._leaving.append(self._collector)
        self._collector, self._collector_due = None, 0.0  # a new one waits until the journals are free
        log.info("New workers serve, with the settings of now.")

    def _leave(self, web: Web, kept: socket.socket) -> None:
        web.stop()
        self._leaving.append(web.child)
        if web.listener is not kept:
            close_listener(web.listener, web.settings.bind)

    def _keep_collector(self) -> None:
        now = time.monotonic()
        if self._collector is not None and not self._collector.runs():
            pause = self._pause.after(now - self._collector.began)
            log.warning("The collector %s; it is started again in %.0f s.", self._collector.how_it_ended(), pause)
            self._collector, self._collector_due = None, now + pause
        elif self._collector is None and now >= self._collector_due:
            self._start_collector(now)

    def _start_collector(self, now: float) -> None:
        try:
            self._collector = self._kind(COLLECTOR)
        except OSError as error:
            self._collector_due = now + self._pause.after(0)
            log.warning("The collector can't be started now: %s", error)

    def _end(self) -> None:
        announce("STOPPING=1")
        for web in filter(None, (self._web, self._fresh)):
            self._leave(web, kept=self._web.listener)
        close_listener(self._web.listener, self._web.settings.bind)
        _wait_for(self._leaving)
        if self._collector is not None:
            self._collector.stop(COLLECTOR_PATIENCE)
            _wait_for([self._collector])


def _wait_for(children: list[Child]) -> None:
    while children:
        children = [child for child in children if not child.is_over()]
        time.sleep(LOOK_SECONDS)


def _terminal_is_there() -> bool:
    """Whether this process has a terminal that it answers to."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True
