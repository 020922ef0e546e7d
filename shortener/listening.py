"""Where a service listens: one socket, opened before anything else and handed on to each set of web workers."""

import contextlib
import os
import socket
import stat
from pathlib import Path

from shortener.settings import BadSetting

QUEUE = 2048


def open_listener(bind: str) -> socket.socket:
    """A socket bound to SHORTENER_BIND that nobody can connect to before `listen`; raises BadSetting."""
    try:
        return _open_unix(bind.removeprefix("unix:")) if bind.startswith("unix:") else _open_tcp(bind)
    except OSError as error:
        raise BadSetting(
            f"SHORTENER_BIND: can't listen on {bind}: {error.strerror}; another port: make run PORT=9000."
        ) from error


def close_listener(listener: socket.socket) -> None:
    """Nobody new can connect, once the web workers have closed theirs too."""
    path = listener.getsockname() if listener.family == socket.AF_UNIX else None
    listener.close()
    if path:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def _open_tcp(bind: str) -> socket.socket:
    host, _, port = bind.rpartition(":")
    listener = socket.socket(socket.AF_INET6 if host.startswith("[") else socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if listener.family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)  # [::] means IPv4 too
        listener.bind((host.strip("[]"), int(port)))
    except OSError:
        listener.close()
        raise
    return listener


def _open_unix(path: str) -> socket.socket:
    """Takes the place of a socket that nobody listens on any more. Who may enter its folder may connect."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISSOCK(os.stat(path).st_mode) and not _answers(path):
                os.unlink(path)
        listener.bind(path)
        Path(path).chmod(0o777)
    except OSError:
        listener.close()
        raise
    return listener


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            return False
        return True
