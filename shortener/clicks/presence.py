"""Whether a collector runs on this node: it holds a lock as long as it lives, so a dead one can't claim to."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from shortener.locks import is_held

NAME = "collector.alive"


@contextlib.contextmanager
def present(journal_dir: Path) -> Iterator[None]:
    """Held by a collector while it runs; several may. Never keeps it from running."""
    try:
        journal_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(journal_dir / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        fcntl.flock(fd, fcntl.LOCK_SH)
        yield
    finally:
        os.close(fd)


def is_collecting(journal_dir: Path) -> bool:
    """Whether a living collector looks after these journals."""
    try:
        return is_held(journal_dir / NAME, also_shared=True)
    except OSError:
        return False
