"""How often each key may ask: counted for all workers of a node in one small file, so that reading writes no database.

A worker that dies lets go of its lock; where the file can't be had, nobody is kept from asking.
"""

import fcntl
import functools
import logging
import os
import struct
import threading
from pathlib import Path

import msgspec

from shortener.clock import now_ms

WINDOW_SECONDS = 60
PLACES = 4096  # keys whose numbers meet in one place take turns there, so at worst one asks more than it may
PLACE = struct.Struct("<QQQ")  # key, second in which its minute began, requests since then

log = logging.getLogger(__name__)
_turn = threading.Lock()


class Rate(msgspec.Struct, frozen=True):
    """`remaining` requests until `reset_seconds` from now, when there are `limit` again."""

    limit: int
    remaining: int
    reset_seconds: int
    allowed: bool


def take(path: Path, key_id: int, limit: int) -> Rate | None:
    """Counts one request of a key; None where counting fails."""
    now, place = now_ms() // 1000, key_id % PLACES * PLACE.size
    try:
        with _turn:
            began, count = _counted(_opened(path), place, key_id, now)
    except OSError as error:
        log.warning("What keys ask isn't counted: %s", error)
        return None
    return Rate(limit, max(limit - count, 0), max(began + WINDOW_SECONDS - now, 1), count <= limit)


def _counted(fd: int, place: int, key_id: int, now: int) -> tuple[int, int]:
    """When the minute began, and the requests in it, this one too."""
    fcntl.lockf(fd, fcntl.LOCK_EX, PLACE.size, place)
    try:
        key, began, count = PLACE.unpack(os.pread(fd, PLACE.size, place).ljust(PLACE.size, b"\0"))
        if key != key_id or not now - WINDOW_SECONDS < began <= now:
            began, count = now, 0
        os.pwrite(fd, PLACE.pack(key_id, began, count + 1), place)
    finally:
        fcntl.lockf(fd, fcntl.LOCK_UN, PLACE.size, place)
    return began, count + 1


@functools.lru_cache(maxsize=8)
def _opened(path: Path) -> int:
    """One descriptor a process: a lock of this kind is a process's own, and ends when any of them is closed."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
