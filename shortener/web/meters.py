"""Where the web workers of one server count, each in files of its own that whoever answers /metrics adds up."""

import fcntl
import itertools
import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from shortener.locks import is_held

LOCK = "lock"
WORKER = ".worker"
KINDS = ("counter", "histogram")
FILE_BYTES = 1 << 16  # what prometheus-client begins with

log = logging.getLogger(__name__)


class Meters:
    """A folder that is in use as long as its server lives, or a process that it left; those in use no more are removed.

    A server keeps it over a reload, so that the counts go on. `folder` is None where none can be made.
    """

    def __init__(self, metrics_dir: Path) -> None:
        self.folder: Path | None = None
        try:
            metrics_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            turn = _lock(metrics_dir / LOCK)  # else another server that starts now might take ours for a leftover
            _remove_unused(metrics_dir)
            self.folder = metrics_dir / secrets.token_hex(8)
            self.folder.mkdir(mode=0o700)
            self._held = _lock(self.folder / LOCK)
            os.close(turn)
        except OSError as error:
            self.folder = None
            log.warning("Each worker keeps its metrics for itself: %s", error)


class Place:
    """A worker's: the lowest number that no living worker has, which its files are called by.

    Who follows a dead worker counts on in its files, so there are never more of them than workers at one time.
    """

    own: "Place | None" = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for self.number in itertools.count(1):
            self._held = os.open(folder / f"{self.number}{WORKER}", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                os.close(self._held)
        os.pwrite(self._held, b"%-20d" % os.getpid(), 0)
        self._make_room()

    def workers(self) -> Iterator[int]:
        """Process ids of all living workers that count here."""
        for path in sorted(self.folder.glob(f"*{WORKER}")):
            if _is_locked(path):
                yield int(path.read_bytes() or 0)

    def _make_room(self) -> None:
        """The files are mapped memory: without room for what is written there the worker would be killed."""
        for kind in KINDS:
            fd = os.open(self.folder / f"{kind}_{self.number}.db", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(fd, 0, FILE_BYTES)
            finally:
                os.close(fd)


def take_place(folder: Path) -> Place | None:
    """This process's own; None where there is no room for it."""
    try:
        Place.own = Place(folder)
    except OSError as error:
        log.warning("Each worker keeps its metrics for itself: %s", error)
    return Place.own


def _remove_unused(metrics_dir: Path) -> None:
    for folder in metrics_dir.iterdir():
        if folder.is_dir() and not _is_locked(folder / LOCK):
            shutil.rmtree(folder, ignore_errors=True)


def _lock(path: Path) -> int:
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(fd, fcntl.LOCK_EX)
    return fd


def _is_locked(path: Path) -> bool:
    try:
        return is_held(path)
    except OSError:
        return False
