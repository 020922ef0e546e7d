"""`shortener collect`: moves visits from this node's journals into the database, for ever and exactly once."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from shortener.clicks.batch import Batch, make_batch, refused
from shortener.clicks.complaints import Complaints
from shortener.clicks.days import Calendar
from shortener.clicks.pace import MOST_BYTES, Pace, idle_seconds, without_gc
from shortener.clicks.passed import Passed
from shortener.clicks.presence import present
from shortener.clicks.progress import note
from shortener.clicks.rollups import Folded
from shortener.clicks.salts import Salts
from shortener.clicks.steps import Knowledge, MakeSteps, make_steps
from shortener.clicks.steps.figures import Figures
from shortener.clicks.store import Store
from shortener.clicks.summary import Summary
from shortener.clicks.telling import Telling
from shortener.clicks.zone import claim_zone
from shortener.clock import now_ms
from shortener.journal.files import Row, Unreadable, bytes_of
from shortener.journal.sources import Source, find_sources
from shortener.locks import alone
from shortener.stores import Database

log = logging.getLogger(__name__)

ROWS = 8000
IDLE_SECONDS = 0.25
LONGEST_PAUSE = 5.0
LAST_SECONDS = 30.0
BEHIND_SECONDS = 10.0  # without a round that left nothing
LOCK = "collector.lock"


class Collector:
    """One node's collector. A second one on the same journals waits until the first is gone.

    The database may be a lazy one: journals stay until what they hold has settled in it. `hurry` is called while it has
    been behind for a while.
    """

    def __init__(
        self,
        database: Database,
        journal_dir: Path,
        node: str,
        zone: str,
        knowledge: Knowledge | None = None,
        *,
        make: MakeSteps = make_steps,
        hurry: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._journal_dir, self._node, self._zone = database, journal_dir, node, zone
        self.figures = Figures()
        calendar = Calendar(zone)
        self._salts = Salts(database, calendar)
        known = knowledge or Knowledge()
        self._steps = make(known, calendar, self._salts.of)
        self._store = Store(database, calendar, self.figures, known.kept)
        self._positions: dict[str, int] = {}
        self._sources: list[Source] = []
        self._paces: dict[str, Pace] = {}
        self._finished: set[str] = set()
        self._zone_is_claimed = False
        self._complaints = Complaints(log)
        self._summary = Summary()
        self._telling = Telling(journal_dir, self.figures, self._summary)
        self._passed = Passed(database, node)
        self._hurry = hurry

    def run(self, stop: threading.Event) -> None:
        """Collects until told to stop, then once more to the end. Raises BadZone when day rows are in another zone.

        What a very long backlog still holds after LAST_SECONDS is left to the next start.
        """
        pause = IDLE_SECONDS
        caught_up_at = time.monotonic()
        with present(self._journal_dir):
            while not stop.wait(pause):
                pause = self._work(pause)
                if pause:
                    caught_up_at = time.monotonic()
                elif time.monotonic() - caught_up_at > BEHIND_SECONDS:
                    self._hurry()
            self._hurry()
            deadline = time.monotonic() + LAST_SECONDS
            while self._work(pause) == 0 and time.monotonic() < deadline:
                pass
            self._telling.at_last()
        if self._summary:
            log.info("%s", self._summary)
        log.debug("Steps: %s.", self.figures)

    def collect_once(self) -> int:
        """Stores all that waits; how many rows that was. 0 while another collector has the journals."""
        stored, more = self._round()
        while more:
            rows, more = self._round()
            stored += rows
        return stored

    def _work(self, pause: float) -> float:
        """One round; how many seconds to wait for the next: none in a backlog, ever more while something is away."""
        try:
            rows, more = self._round()
        except (SQLAlchemyError, OSError) as error:
            self._positions.clear()
            self._paces.clear()  # it may have been too much at once
            self._complaints.say("collecting", f"Clicks wait in {self._journal_dir}: {_reason(error)}")
            return min(max(pause, IDLE_SECONDS) * 2, LONGEST_PAUSE)
        self._complaints.over("collecting")
        return 0 if more else idle_seconds(rows, IDLE_SECONDS)

    def _round(self) -> tuple[int, bool]:
        """A batch of each journal, so that a busy one keeps no other waiting: rows stored, whether more may wait."""
        with _claimed(self._journal_dir) as mine:
            if not mine:
                return 0, False
            if not self._zone_is_claimed:
                claim_zone(self._database, self._zone)
                self._zone_is_claimed = True
            begun = now_ms()
            self._salts.refresh(begun)
            self._sources = find_sources(self._journal_dir, self._sources)
            taken = [self._take_turn(source) for source in self._sources]
            more = any(more for _, more in taken)
            if not more and not self._complaints:
                self._passed.note(begun)
            self._telling.now_and_then()
            return sum(rows for rows, _ in taken), more

    def _take_turn(self, source: Source) -> tuple[int, bool]:
        """Stores a journal's next batch: how many rows that was, and whether more wait. If not, clears away."""
        if source.name in self._finished:
            return 0, False
        try:
            stored, more = self._store_next(source, self._paces.setdefault(source.name, Pace(ROWS)))
            if not more:
                self._settle(source, noted=stored > 0)
        except (Unreadable, OSError) as error:
            self._complaints.say(source.name, f"Journal {source.folder}: {error}")
            return 0, False
        self._complaints.over(source.name)
        return stored, more

    def _store_next(self, source: Source, pace: Pace) -> tuple[int, bool]:
        """Tries again from the position in the database when somebody else stored the batch meanwhile."""
        if source.name not in self._positions:
            self._go_to(source, self._store.position(source))
        with without_gc():
            while rows := source.read(self._positions[source.name], pace.rows, MOST_BYTES):
                began = time.monotonic()
                if self._put(source, rows):
                    return len(rows), pace.took(len(rows), bytes_of(rows), time.monotonic() - began)
                self._go_to(source, self._store.position(source))
        return 0, False

    def _go_to(self, source: Source, position: int) -> None:
        self._positions[source.name] = position
        note(source, position)

    def _settle(self, source: Source, *, noted: bool) -> None:
        source.clear(self._positions[source.name], self._database.settle)
        if not source.owned and not source.files():
            self._finish(source)
        elif not noted:
            self._store.note(source)

    def _put(self, source: Source, rows: Sequence[Row]) -> bool:
        """Stores rows; when the database refuses what is in them, finds the guilty ones and stores all others."""
        try:
            return self._add(source, rows, *self._prepare(rows))
        except (DataError, IntegrityError, OverflowError) as error:
            if len(rows) > 1:
                half = len(rows) // 2
                return self._put(source, rows[:half]) and self._put(source, rows[half:])
            return self._add(source, rows, *self._folded(refused(rows[0], now_ms(), error)))

    def _prepare(self, rows: Sequence[Row]) -> tuple[Batch, Folded]:
        return self._folded(make_batch(rows, self._node, now_ms(), self._steps, self.figures))

    def _folded(self, batch: Batch) -> tuple[Batch, Folded]:
        return batch, self._store.fold(batch)

    def _add(self, source: Source, rows: Sequence[Row], batch: Batch, folded: Folded) -> bool:
        after = self._positions[source.name]
        if rows[0][0] != after + 1:
            log.error("Journal %s has no rows between positions %s and %s.", source.folder, after, rows[0][0])
        with self._database.unhurried():
            stored = self._store.add(source, after, batch, folded)
        if not stored:
            return False
        self._go_to(source, batch.last)
        self._summary.add(batch)
        return True

    def _finish(self, source: Source) -> None:
        """The last word on a dead worker's journal; its folder stays as long as a broken file is in it."""
        self._store.note(source, finished_at=now_ms())
        self._positions.pop(source.name)
        self._paces.pop(source.name, None)
        self._finished.add(source.name)
        if not source.bad_files():
            self._database.settle()
            source.remove()


def _reason(error: Exception) -> str:
    """One line of what may be many about the statement."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0]


@contextlib.contextmanager
def _claimed(journal_dir: Path) -> Iterator[bool]:
    """Whether the journals are ours for the duration of the block."""
    journal_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(journal_dir / LOCK) as mine:
        yield mine
