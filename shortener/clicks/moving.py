"""Clicks from another system's log go the way of all: through the steps, then with their position into the store."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from shortener.clicks.batch import PIECE, Batch, drafts_in, fill
from shortener.clicks.columns import Clicks
from shortener.clicks.days import Calendar
from shortener.clicks.places import CountryOf
from shortener.clicks.portions import pieces
from shortener.clicks.steps import Knowledge, Row, Steps, make_steps
from shortener.clicks.steps.country import country_step
from shortener.clicks.steps.figures import Figures
from shortener.clicks.store import Store
from shortener.clicks.tables import journals
from shortener.clicks.zone import claim_zone
from shortener.clock import now_ms
from shortener.journal.visit import Visit
from shortener.sentences import Sentence
from shortener.stores import Database


class Busy(Sentence):
    """Somebody else moves the same log in at this moment."""


class Told(NamedTuple):
    """A visit at a position of the log, and the country that the log says it was from, "" for none."""

    position: int
    visit: Visit
    country: str


class Tally(NamedTuple):
    """What a journal says of itself: here nothing was ever lost."""

    node: str
    opened_at: int
    lost: int = 0
    uncounted: int = 0


class Log(NamedTuple):
    """The log, as a journal that is known by its name."""

    name: str
    tally: Tally


class Mover:
    """Goes on where the last run ended: `position` is that of the last row that is in, 0 for none."""

    def __init__(self, database: Database, zone: str, knowledge: Knowledge, name: str, node: str) -> None:
        claim_zone(database, zone)
        calendar = Calendar(zone)
        self._log = Log(name, Tally(node, now_ms()))
        self._figures = Figures()
        self._steps = _steps(knowledge, calendar)
        self._store = Store(database, calendar, self._figures, knowledge.kept)
        self.position = self._store.position(self._log)

    def add(self, visits: Sequence[Told], last: int) -> int:
        """Stores the visits up to a position; how many were set aside. Raises Busy."""
        batch = Batch(last, now_ms(), skipped=last - self.position - len(visits))
        batch.clicks = Clicks(self._filled(batch, piece) for piece in pieces(visits, PIECE))
        if not self._store.add(self._log, self.position, batch, self._store.fold(batch)):
            raise Busy("Somebody else is moving the same log in now; wait until they are done, then run it again.")
        self.position = last
        return len(batch.set_aside)

    def _filled(self, batch: Batch, visits: Sequence[Told]) -> Sequence[Row]:
        positions, asked = [told.position for told in visits], [told.visit for told in visits]
        drafts = drafts_in(batch, positions, asked, self._log.tally.node)
        for told, row in zip(visits, drafts.rows, strict=True):
            row["country"] = told.country or None
        return fill(batch, drafts, self._steps, self._figures)

    def finish(self) -> None:
        """All of the log is in."""
        self._store.note(self._log, finished_at=now_ms())


def moved_up_to(database: Database, name: str) -> int:
    """The position of the last row that is in, without entering anything; 0 for none."""
    with database.read() as session:
        return session.scalar(select(journals.c.position).where(journals.c.name == name)) or 0


def _steps(knowledge: Knowledge, calendar: Calendar) -> Steps:
    """Visitors of a day that is over can't be told apart: its salt is gone."""
    steps = make_steps(knowledge, calendar, lambda _day: None)
    return [(name, _country_step(knowledge.country_of) if name == "country" else step) for name, step in steps]


def _country_step(country_of: CountryOf) -> Any:
    """What the log says was found out at the time; addresses have moved since."""
    look = country_step(country_of)

    def read_country(visit: Visit, row: dict[str, Any]) -> None:
        if row["country"] is None:
            look(visit, row)

    return read_country
