"""Where a service listens, and how it says so: one socket, handed on to each set of web workers; systemd is told."""

import contextlib
import os
import socket
import stat
from pathlib import Path

from shortener.parsing import HANDED_OVER
from shortener.settings import BadSetting, handed_sockets, notify_address

QUEUE = 2048
FIRST_HANDED = 3  # SD_LISTEN_FDS_START


def open_listener(bind: str) -> socket.socket:
    """A socket bound to SHORTENER_BIND that nobody can connect to before `listen`; raises BadSetting.

    One that systemd hands over listens already: who connects meanwhile waits, and nobody is refused.
    """
    try:
        if bind == HANDED_OVER:
            return _handed_over()
        return _open_unix(bind.removeprefix("unix:")) if bind.startswith("unix:") else _open_tcp(bind)
    except OSError as error:
        raise BadSetting(
            f"SHORTENER_BIND: can't listen on {bind}: {error.strerror}; another port: make run PORT=9000."
        ) from error


def close_listener(listener: socket.socket, bind: str) -> None:
    """Nobody new can connect, once the web workers have closed theirs too; but systemd's sockets live on."""
    path = listener.getsockname() if listener.family == socket.AF_UNIX and bind != HANDED_OVER else None
    listener.close()
    if path:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def announce(state: str) -> None:
    """Tells systemd, where it asked for that: `READY=1`, `STOPPING=1` (sd_notify(3))."""
    address = notify_address()
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
        told.send(state.encode())


def _handed_over() -> socket.socket:
    """sd_listen_fds(3) says how many there are, and whether they are meant for this process; one it must be."""
    count, pid = handed_sockets()
    if count != 1 or pid != os.getpid():
        raise BadSetting("SHORTENER_BIND: systemd handed no socket over, or several; is there a .socket unit with one?")
    os.set_inheritable(FIRST_HANDED, False)
    return socket.socket(fileno=FIRST_HANDED)


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
