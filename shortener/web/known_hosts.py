"""Which hosts the faces answer on: the domains table, read again when it is a second old."""

import threading
import time
from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from shortener.redirect.hosts import Hosts

FRESH_SECONDS = 1.0


class KnownHosts:
    """Thread-safe. While the database is away the last table that was read counts."""

    def __init__(self, default: str, load: Callable[[], Mapping[str, tuple[int, str]]]) -> None:
        self._hosts = Hosts(default)
        self._load = load
        self._read_at = -FRESH_SECONDS
        self._lock = threading.Lock()

    def serves(self, host: str) -> bool:
        """Whether a raw Host header is one of this site's."""
        with self._lock:
            if time.monotonic() - self._read_at >= FRESH_SECONDS:
                self._read()
            return self._hosts.find(host) is not None

    def _read(self) -> None:
        try:
            self._hosts.replace(self._load())
        except SQLAlchemyError:
            return
        self._read_at = time.monotonic()
