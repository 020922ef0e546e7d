"""The command line as a process of its own that needn't load everything once more: forked from one that has.

`shortener` gives what `subprocess.Popen` of `python -m shortener` gives, for a fraction of its processor time.
"""

import atexit
import contextlib
import functools
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from shortener.cli import main
from shortener.cli.lazy import LazyGroup
from shortener.forking import Forked
from shortener.loading import COLLECTOR, WEB, load
from shortener.stores import open_database

ROOT = Path(__file__).resolve().parent.parent
ONLY_AT_START = ("PYTHON", "LD_", "FAKETIME")  # variables that Python or its libraries read when it starts
KNOWN = {"cwd", "stdin", "stdout", "stderr", "text"}
MOST_BYTES = 1 << 17


def shortener(words: Sequence[str], env: Mapping[str, str], **options: Any) -> "subprocess.Popen[Any]":
    """This command line, with options of `Popen`. What a fork can't give gets a Python of its own."""
    names = [name for name in {*env, *os.environ} if name.startswith(ONLY_AT_START)]
    if options.keys() <= KNOWN and all(env.get(name) == os.environ.get(name) for name in names):
        return Hatched(["shortener", *words], env=env, **options)
    return python(words, env, **options)


def python(words: Sequence[str], env: Mapping[str, str], **options: Any) -> "subprocess.Popen[Any]":
    """The same as people start it."""
    return subprocess.Popen([sys.executable, "-m", "shortener", *words], env=env, **options)


class Hatched(subprocess.Popen[Any]):
    """Its parent is a process that waits for it, and tells its number and then its status."""

    def _execute_child(self, args: Any, _executable: Any, *how: Any) -> None:
        """In place of fork and exec: the words, the environment, the folder and the standard streams go to the nest."""
        cwd, env, pipes = how[3], how[4], how[8:14]
        self._told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        given = [number if fd == -1 else fd for number, fd in enumerate((pipes[0], pipes[3], pipes[5]))]
        with theirs:
            order = json.dumps([args, dict(env), os.fspath(cwd or Path.cwd())]).encode()
            socket.send_fds(nest(), [order], [*given, theirs.fileno()])
        private: Any = self
        private._close_pipe_fds(*pipes)
        self.pid = int(self._told.recv(64))
        private._child_created = True

    def _internal_poll(self, _deadstate: Any = None, **_: Any) -> int | None:
        private: Any = super()
        found: int | None = private._internal_poll(_deadstate, _waitpid=lambda _pid, flags: self._try_wait(flags))
        return found

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        """What waitpid(2) would say."""
        self._told.setblocking(not wait_flags & os.WNOHANG)
        try:
            status = int(self._told.recv(64))
        except BlockingIOError:
            return 0, 0
        self._told.close()
        return self.pid, status


@functools.cache
def nest() -> socket.socket:
    """This process's own, which ends with it."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", "tests.nest", str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    atexit.register(_leave, ours, process)
    return ours


def _leave(ours: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    ours.close()
    process.wait()


def brood(orders: socket.socket) -> None:
    """Forks a guardian for each order, until nobody is left to give one."""
    load_all()
    signal.signal(signal.SIGCHLD, bury)
    while True:
        order, fds, *_ = socket.recv_fds(orders, MOST_BYTES, 4)
        if not order:
            return
        if os.fork() == 0:
            words, env, folder = json.loads(order)
            guard(words, functools.partial(settle, env, folder, fds[:3]), fds[:3], socket.socket(fileno=fds[3]))
        for fd in fds:
            os.close(fd)


def bury(*_: object) -> None:
    """Guardians that have ended; so what theirs cost is counted to who started the nest."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def load_all() -> None:
    """All that a command or a service may load later, but for what counts for metrics."""
    load((*WEB, *COLLECTOR, "shortener.schema", "alembic.command"))
    _load_commands(main)
    for url in ("sqlite://", "postgresql+psycopg://", "mysql+pymysql://"):
        open_database(url).close()
    assert "shortener.web.metrics" not in sys.modules
    gc.collect()
    gc.freeze()


def _load_commands(group: click.Command) -> None:
    if isinstance(group, LazyGroup):
        context = click.Context(group)
        for name in group.list_commands(context):
            if command := group.get_command(context, name):
                _load_commands(command)


def guard(words: list[str], at_birth: Callable[[], None], streams: list[int], told: socket.socket) -> None:
    """Starts the process that was ordered, and lives as long as it does."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = Forked(words, streams, at_birth)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for fd in streams:
        os.close(fd)
    told.send(str(child.pid).encode())
    _, status = os.waitpid(child.pid, 0)
    with contextlib.suppress(BrokenPipeError):
        told.send(str(status).encode())
    os._exit(0)


def settle(env: dict[str, str], folder: str, streams: list[int]) -> None:
    """What a Python finds when it starts."""
    for number, fd in enumerate(streams):
        os.dup2(fd, number)
        os.close(fd)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", buffering=1 if os.isatty(1) else -1, closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.chdir(folder)
    sys.path[0] = folder
    os.environ.clear()
    os.environ.update(env)
    time.tzset()


if __name__ == "__main__":
    brood(socket.socket(fileno=int(sys.argv[1])))
