"""Locks of files (flock(2)): who dies lets go of them, so they say who lives."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether the file, made where it is missing, is locked for us alone as long as this lasts. Never waits."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield _locks(fd, fcntl.LOCK_EX)
    finally:
        os.close(fd)


def is_held(path: Path, *, also_shared: bool = False) -> bool:
    """Whether somebody holds the file's lock alone, or at all. Raises OSError when the file can't be opened."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return not _locks(fd, fcntl.LOCK_EX if also_shared else fcntl.LOCK_SH)
    finally:
        os.close(fd)


def _locks(fd: int, how: int) -> bool:
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
