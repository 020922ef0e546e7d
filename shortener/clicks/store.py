"""Puts a batch away: click rows, misses, rollups and the journal's position in one transaction, so exactly once."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from shortener.clicks.agents import Agents
from shortener.clicks.batch import Batch
from shortener.clicks.days import Calendar
from shortener.clicks.misses import add_misses
from shortener.clicks.partitions import ensure_partitions
from shortener.clicks.rollups import add_all
from shortener.clicks.sources import Source
from shortener.clicks.tables import clicks, journals, set_aside
from shortener.stores import Database, upsert_many


class Store:
    """The database side of the collector."""

    def __init__(self, database: Database, calendar: Calendar) -> None:
        self._database = database
        self._calendar = calendar
        self._agents = Agents()
        self._noted: dict[str, tuple[int, int]] = {}

    def position(self, source: Source) -> int:
        """How far a journal is stored; a journal that is new is entered."""
        with self._database.write() as session:
            return self._locked(session, source)

    def add(self, source: Source, after: int, batch: Batch) -> bool:
        """Stores a batch that follows a position; False, and nothing stored, when the database is at another one.

        Then somebody else was quicker, or an older database was put back, in which known agents may not be.
        """
        with self._database.write() as session:
            if self._locked(session, source) != after:
                self._agents = Agents()
                return False
            self._add_clicks(session, batch)
            add_misses(session, self._database.dialect, batch.misses)
            if batch.set_aside:
                session.execute(insert(set_aside), [row | {"journal": source.name} for row in batch.set_aside])
            self._advance(session, source, batch)
        self._agents.confirm()
        return True

    def note(self, source: Source, *, finished_at: int | None = None) -> None:
        """Takes over what the worker could not write, and whether the journal is done with."""
        values: dict[str, Any] = {"lost": source.tally.lost, "uncounted": source.tally.uncounted}
        if finished_at is not None:
            values["finished_at"] = finished_at
        elif self._noted.get(source.name, (0, 0)) == (source.tally.lost, source.tally.uncounted):
            return
        with self._database.write() as session:
            session.execute(update(journals).where(journals.c.name == source.name).values(**values))
        self._noted[source.name] = (source.tally.lost, source.tally.uncounted)

    def _locked(self, session: Session, source: Source) -> int:
        wanted = select(journals.c.position).where(journals.c.name == source.name).with_for_update()
        position = session.scalar(wanted)
        if position is None:
            counts = dict.fromkeys(("position", "clicks", "misses", "set_aside", "lost", "uncounted"), 0)
            row = {"name": source.name, "node": source.tally.node, "opened_at": source.tally.opened_at, **counts}
            upsert_many(session, journals, self._database.dialect, [row])
            position = session.scalar(wanted)
        return int(position or 0)

    def _add_clicks(self, session: Session, batch: Batch) -> None:
        # Asked also without clicks: it forgets what a transaction that failed had found, before `confirm` keeps it.
        ids = self._agents.ids(session, self._database.dialect, batch.agents)
        if not batch.clicks:
            return
        for row in batch.clicks:
            digest = row.pop("agent")
            row["agent_id"] = None if digest is None else ids[digest]
        ensure_partitions(session, self._database.dialect, [row["clicked_at"] for row in batch.clicks])
        session.connection().execute(insert(clicks), batch.clicks)
        add_all(session, self._database.dialect, batch.clicks, self._calendar)

    def _advance(self, session: Session, source: Source, batch: Batch) -> None:
        c = journals.c
        session.execute(
            update(journals)
            .where(c.name == source.name)
            .values(
                position=batch.last,
                clicks=c.clicks + len(batch.clicks),
                misses=c.misses + len(batch.misses),
                set_aside=c.set_aside + len(batch.set_aside),
                lost=source.tally.lost,
                uncounted=source.tally.uncounted,
            )
        )
