"""Keeps a worker's memory true: asks the database what changed, four times a second and whenever Redis says so."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from shortener.bell import Bell
from shortener.redirect.lane import Changes

log = logging.getLogger(__name__)

POLL_SECONDS, LONGEST_PAUSE, SHORTEST_PAUSE = 0.25, 0.5, 0.02


class Changing(Protocol):
    def changes(self) -> Changes:
        """What changed since the last call. Blocking; raises anything while the database is away."""


class Follower:
    """A thread that tells each change. `bell`, where there is a Redis, makes it sooner."""

    def __init__(self, source: Changing, tell: Callable[[Changes], None], bell: Bell | None = None) -> None:
        self._source, self._tell, self._bell = source, tell, bell
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._asked, self._is_away = threading.Event(), False
        self._telling, self._has_told = threading.Lock(), False
        self._thread = threading.Thread(target=self._run, name="changes", daemon=True)

    def start(self, patience: float) -> None:
        """Returns when the database has answered for the first time, or was given up for now."""
        self._thread.start()
        if self._bell:
            self._bell.listen(self._woken.set)
        if not self._asked.wait(patience) or self._is_away:
            self._tell_hosts()

    def stop(self) -> None:
        """A database that doesn't answer isn't waited for: the thread ends with the process."""
        self._stopping.set()
        self._woken.set()
        if self._bell:
            self._bell.close()
        self._thread.join(POLL_SECONDS)

    def _run(self) -> None:
        pause = POLL_SECONDS
        while not self._stopping.is_set():
            pause = self._ask(pause)
            self._asked.set()
            time.sleep(SHORTEST_PAUSE)
            self._woken.wait(pause)
            self._woken.clear()

    def _ask(self, pause: float) -> float:
        """How long to wait until the next time: longer and longer while the database is away."""
        try:
            changes = self._source.changes()
        except Exception as error:
            if not self._is_away:
                log.warning("The database does not answer; links in memory and in Redis are served: %s", error)
            self._is_away = True
            return min(pause * 2, LONGEST_PAUSE)
        if self._is_away:
            log.warning("The database answers again.")
        self._is_away = False
        with self._telling:
            self._has_told = True
            if changes.rows or changes.reset is not None:
                self._tell(changes)
        if changes.hosts is not None and self._bell:
            self._bell.keep_hosts(changes.hosts)
        return POLL_SECONDS

    def _tell_hosts(self) -> None:
        """Those that Redis knows, until the database answers: a server that hangs is given up only after seconds."""
        hosts = self._bell.hosts() if self._bell else None
        with self._telling:
            if hosts and not self._has_told:
                self._tell(Changes((), hosts=hosts))
