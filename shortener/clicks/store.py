"""Puts a batch away: click rows, misses, rollups and the journal's position in one transaction, so exactly once."""

from collections.abc import Collection
from typing import Any, Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from shortener.clicks.agents import Agents
from shortener.clicks.batch import Batch
from shortener.clicks.bulk import insert_rows
from shortener.clicks.days import Calendar
from shortener.clicks.misses import add_misses
from shortener.clicks.partitions import ensure_partitions
from shortener.clicks.recount.place import look_again
from shortener.clicks.rollups import Folded, add_all, fold_all
from shortener.clicks.steps.figures import Figures
from shortener.clicks.steps.privacy import FIELDS
from shortener.clicks.tables import clicks, journals, set_aside
from shortener.clicks.zone import hold_zone
from shortener.stores import Database, insist, upsert

COUNTS = ("position", "clicks", "misses", "set_aside", "lost", "uncounted")


class Account(Protocol):
    """What a worker says of its journal: who it is, since when, and what it could not write."""

    @property
    def node(self) -> str: ...
    @property
    def opened_at(self) -> int: ...
    @property
    def lost(self) -> int: ...
    @property
    def uncounted(self) -> int: ...


class Origin(Protocol):
    """Where visits come from: a journal, as far as this side needs to know it."""

    @property
    def name(self) -> str: ...
    @property
    def tally(self) -> Account: ...


class Store:
    """The database side of the collector; `kept` are the words of FIELDS that may stay, of misses too."""

    def __init__(
        self,
        database: Database,
        calendar: Calendar,
        figures: Figures | None = None,
        kept: Collection[str] = tuple(FIELDS),
    ) -> None:
        self._database = database
        self._keeps_referrers = "referrer" in kept
        self._calendar = calendar
        self._figures = figures or Figures()
        self._agents = Agents()
        self._noted: dict[str, tuple[int, int]] = {}

    def position(self, source: Origin) -> int:
        """How far a journal is stored; a journal that is new is entered."""
        wanted = select(journals.c.position).where(journals.c.name == source.name)
        with self._database.write() as session:
            position = session.scalar(wanted)
            if position is None:
                row = {"name": source.name, "node": source.tally.node, "opened_at": source.tally.opened_at}
                session.execute(upsert(journals, self._database.dialect, [row | dict.fromkeys(COUNTS, 0)]))
                position = session.scalar(wanted)
            return int(position or 0)

    def fold(self, batch: Batch) -> Folded:
        """What a batch adds to the counts; needs no database."""
        return fold_all(batch.clicks, self._calendar, self._figures)

    def add(self, source: Origin, after: int, batch: Batch, folded: Folded) -> bool:
        """Stores a batch that follows a position; False, and nothing stored, when the database is at another one.

        Then somebody else was quicker, or an older database was put back, in which known agents may not be.
        """
        return insist(lambda: self._add(source, after, batch, folded))

    def note(self, source: Origin, *, finished_at: int | None = None) -> None:
        """Takes over what the worker could not write, and whether the journal is done with."""
        values: dict[str, Any] = {"lost": source.tally.lost, "uncounted": source.tally.uncounted}
        if finished_at is not None:
            values["finished_at"] = finished_at
        elif self._noted.get(source.name, (0, 0)) == (source.tally.lost, source.tally.uncounted):
            return
        with self._database.write() as session:
            session.execute(update(journals).where(journals.c.name == source.name).values(**values))
        self._noted[source.name] = (source.tally.lost, source.tally.uncounted)

    def _add(self, source: Origin, after: int, batch: Batch, folded: Folded) -> bool:
        with self._database.write() as session:
            if not self._advance(session, source, after, batch):
                self._agents = Agents()
                return False
            self._add_clicks(session, batch)
            self._add_counts(session, batch, folded)
            if batch.set_aside:
                session.execute(insert(set_aside), [row | {"journal": source.name} for row in batch.set_aside])
        self._agents.confirm()
        return True

    def _advance(self, session: Session, source: Origin, after: int, batch: Batch) -> bool:
        """Moves the position first, which holds the journal until the end of the transaction."""
        c = journals.c
        moved = session.connection().execute(
            update(journals)
            .where(c.name == source.name, c.position == after)
            .values(
                position=batch.last,
                clicks=c.clicks + len(batch.clicks),
                misses=c.misses + len(batch.misses),
                set_aside=c.set_aside + len(batch.set_aside),
                lost=source.tally.lost,
                uncounted=source.tally.uncounted,
                skipped=c.skipped + batch.skipped,
            )
        )
        return bool(moved.rowcount)

    def _add_clicks(self, session: Session, batch: Batch) -> None:
        # Asked also without clicks: it forgets what a transaction that failed had found, before `confirm` keeps it.
        with self._figures.timed("agents", len(batch.clicks)):
            ids = self._agents.ids(session, batch.agents)
        if batch.clicks:
            ensure_partitions(session, self._database.dialect, batch.clicks["clicked_at"])
            with self._figures.timed("rows", len(batch.clicks)):
                insert_rows(session, clicks, *batch.clicks.stored(ids))

    def _add_counts(self, session: Session, batch: Batch, folded: Folded) -> None:
        """One collector at a time, so that what is read to be added to stays as it was read."""
        if folded or batch.misses:
            hold_zone(session)
        if batch.clicks:
            look_again(session, batch.clicks["clicked_at"])
        add_all(session, folded, len(batch.clicks), self._figures)
        with self._figures.timed("misses", len(batch.misses)):
            add_misses(session, batch.misses, keep_referrers=self._keeps_referrers)
