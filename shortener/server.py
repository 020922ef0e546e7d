"""`shortener serve`: prepares, then keeps the web workers and the collector running until told to stop."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from shortener.prepare import prepare
from shortener.settings import BadSetting, Settings

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = str(ROOT / "deploy" / "gunicorn.conf.py")
WEB = [sys.executable, "-m", "gunicorn", "--pythonpath", str(ROOT), "-c", CONFIGURATION, "wsgi:asgi"]
COLLECTOR = [sys.executable, "-m", "shortener", "collect"]
WEB_PATIENCE, COLLECTOR_PATIENCE = 40, 60
RESTART_SECONDS = 2.0
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def serve(settings: Settings, say: Callable[[str], None]) -> int:
    """Runs until SIGINT or SIGTERM, or until the web server ends by itself; the exit status for the shell."""
    check_port(settings.bind)
    prepare(settings, say, terminal=sys.stdout.isatty())
    say(f"Serving {settings.public_url}/ on {settings.bind}; sign in at {settings.public_url}/admin/. Ctrl-C stops.")
    return Supervisor(say).run()


def check_port(bind: str) -> None:
    """Raises BadSetting when somebody else listens there already."""
    if bind.startswith("unix:"):
        return
    host, _, port = bind.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), int(port)))
        except OSError as error:
            raise BadSetting(
                f"SHORTENER_BIND: can't listen on {bind}: {error.strerror}; another port: make run PORT=9000."
            ) from error


class Supervisor:
    """The two children. The web server stops first, so that the collector can store the last click."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask_to_stop)
        web = _start(WEB)
        collector = _start(COLLECTOR)
        while not self._stopping and web.poll() is None:
            if collector.poll() is not None and not self._stopping:
                self._say(f"The collector {_end_of(collector)}; it is started again.")
                time.sleep(RESTART_SECONDS)
                collector = _start(COLLECTOR)
            time.sleep(0.1)
        failed = not self._stopping
        _stop(web, WEB_PATIENCE)
        _stop(collector, COLLECTOR_PATIENCE)
        return 1 if failed else 0

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self._stopping = True


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in its own process group: Ctrl-C reaches only this process, which stops them in order."""
    return subprocess.Popen(command, process_group=0, preexec_fn=_die_with_parent)  # noqa: S603, PLW1509 (ours; no threads)


def _end_of(child: subprocess.Popen[bytes]) -> str:
    """Of one that is over: how it ended, to go on after its name."""
    if child.returncode >= 0:
        return f"ended with exit status {child.returncode}"
    number = -child.returncode
    name = signal.Signals(number).name if number in set(signal.Signals) else "unknown"
    return f"was ended by signal {number} ({name})"


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _stop(child: subprocess.Popen[bytes], patience: float) -> None:
    if child.poll() is None:
        child.terminate()
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
