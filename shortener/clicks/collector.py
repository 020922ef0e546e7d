"""`shortener collect`: moves visits from this node's journals into the database, for ever and exactly once."""

import contextlib
import fcntl
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from shortener.clicks.batch import Batch, make_batch, refused
from shortener.clicks.complaints import Complaints
from shortener.clicks.days import Calendar
from shortener.clicks.files import Row, Unreadable
from shortener.clicks.presence import present
from shortener.clicks.sources import Source, find_sources
from shortener.clicks.steps.figures import Figures
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
        self._finished: set[str] = set()
        self._zone_is_claimed = False
        self._complaints = Complaints(log)
        self.figures = Figures()

    def run(self, stop: threading.Event) -> None:
        """Collects until told to stop, then once more to the end. Raises BadZone when day rows are in another zone."""
        pause = IDLE_SECONDS
        with present(self._journal_dir):
            while not stop.wait(pause):
                pause = IDLE_SECONDS if self._try_once() else min(pause * 2, LONGEST_PAUSE)
            self._try_once()
        log.info("Collected: %s.", self.figures)

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
        """False when the database or the journal folder is away; says so once, not each time."""
        try:
            self.collect_once()
        except (SQLAlchemyError, OSError) as error:
            self._positions.clear()
            self._complaints.say("collecting", f"Clicks wait in {self._journal_dir}: {error}")
            return False
        self._complaints.over("collecting")
        return True

    def _drain(self, source: Source) -> int:
        """Stores a journal to its end, and clears away what a dead worker left."""
        if source.name in self._finished:
            return 0
        if source.name not in self._positions:
            self._positions[source.name] = self._store.position(source)
        try:
            stored = self._store_all(source)
            if not source.owned and not source.files():
                self._finish(source)
            elif not stored:
                self._store.note(source)
        except (Unreadable, OSError) as error:
            self._complaints.say(source.name, f"Journal {source.folder}: {error}")
            return 0
        self._complaints.over(source.name)
        return stored

    def _store_all(self, source: Source) -> int:
        stored = 0
        while rows := source.read(self._positions[source.name], ROWS):
            if self._put(source, rows):
                stored += len(rows)
            else:
                self._positions[source.name] = self._store.position(source)
        return stored

    def _put(self, source: Source, rows: Sequence[Row]) -> bool:
        """Stores rows; when the database refuses what is in them, finds the guilty ones and stores all others."""
        batch = make_batch(rows, self._node, now_ms(), self.figures)
        try:
            return self._add(source, rows, batch)
        except (DataError, IntegrityError, OverflowError) as error:
            if len(rows) > 1:
                half = len(rows) // 2
                return self._put(source, rows[:half]) and self._put(source, rows[half:])
            return self._add(source, rows, refused(rows[0], now_ms(), error))

    def _add(self, source: Source, rows: Sequence[Row], batch: Batch) -> bool:
        after = self._positions[source.name]
        if rows[0][0] != after + 1:
            log.error("Journal %s has no rows between positions %s and %s.", source.folder, after, rows[0][0])
        if not self._store.add(source, after, batch):
            return False
        self._positions[source.name] = batch.last
        return True

    def _finish(self, source: Source) -> None:
        """The last word on a dead worker's journal; its folder stays as long as a broken file is in it."""
        self._store.note(source, finished_at=now_ms())
        self._positions.pop(source.name)
        self._finished.add(source.name)
        if not source.bad_files():
            source.remove()


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
