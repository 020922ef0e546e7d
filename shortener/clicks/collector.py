"""`shortener collect`: moves visits from this node's journals into the database, for ever and exactly once."""

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from shortener.clicks.batch import make_batch
from shortener.clicks.days import Calendar
from shortener.clicks.sources import Source, find_sources
from shortener.clicks.store import Store
from shortener.clicks.zone import claim_zone
from shortener.clock import now_ms
from shortener.stores import Database

log = logging.getLogger(__name__)

ROWS = 2000
IDLE_SECONDS = 0.25
LONGEST_PAUSE = 5.0
LOCK = "collector.lock"


class Collector:
    """One node's collector. A second one on the same journals waits until the first is gone."""

    def __init__(self, database: Database, journal_dir: Path, node: str, zone: str) -> None:
        self._database, self._journal_dir, self._node, self._zone = database, journal_dir, node, zone
        self._store = Store(database, Calendar(zone))
        self._positions: dict[str, int] = {}
        self._zone_is_claimed = False

    def run(self, stop: threading.Event) -> None:
        """Collects until told to stop, then once more to the end. Raises BadZone when day rows are in another zone."""
        pause = IDLE_SECONDS
        while not stop.wait(pause):
            pause = IDLE_SECONDS if self._try_once() else min(pause * 2, LONGEST_PAUSE)
        self._try_once()

    def collect_once(self) -> int:
        """Stores all that waits; how many rows that was. 0 while another collector has the journals."""
        with _claimed(self._journal_dir) as mine:
            if not mine:
                return 0
            if not self._zone_is_claimed:
                claim_zone(self._database, self._zone)
                self._zone_is_claimed = True
            return sum([self._drain(source) for source in find_sources(self._journal_dir)])

    def _try_once(self) -> bool:
        """False when the database is away."""
        try:
            self.collect_once()
        except SQLAlchemyError as error:
            self._positions.clear()
            log.warning("Clicks wait in %s: %s", self._journal_dir, error)
            return False
        return True

    def _drain(self, source: Source) -> int:
        """Stores a journal to its end, and clears away what a dead worker left."""
        if source.name not in self._positions:
            self._positions[source.name] = self._store.position(source)
        stored = 0
        while rows := source.read(self._positions[source.name], ROWS):
            batch = make_batch(rows, self._node, now_ms())
            if self._store.add(source, self._positions[source.name], batch):
                stored += len(rows)
                self._positions[source.name] = batch.last
            else:
                self._positions[source.name] = self._store.position(source)
        if not source.owned and not source.files():
            self._store.note(source, finished_at=now_ms())
            source.remove()
            self._positions.pop(source.name)
        elif not stored:
            self._note_losses(source)
        return stored

    def _note_losses(self, source: Source) -> None:
        """Losses reach the database also while nothing can be written to the journal."""
        if source.tally.lost or source.tally.uncounted:
            self._store.note(source)


def is_collecting(journal_dir: Path) -> bool:
    """Whether a collector is at work on these journals right now."""
    with _claimed(journal_dir) as mine:
        return not mine


@contextlib.contextmanager
def _claimed(journal_dir: Path) -> Iterator[bool]:
    """Whether the journals are ours for the duration of the block."""
    journal_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    fd = os.open(journal_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(fd)
