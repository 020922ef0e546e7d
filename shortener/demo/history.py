"""Puts a demo's clicks into the database as a collector would: the same steps, rollups and sums that add up."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from sqlalchemy import exists, select

from shortener.clicks.batch import make_batch
from shortener.clicks.days import Calendar
from shortener.clicks.pace import without_gc
from shortener.clicks.recount.bursts import ROWS, look_once
from shortener.clicks.steps import Knowledge, make_steps
from shortener.clicks.steps.figures import Figures
from shortener.clicks.store import Store
from shortener.clicks.tables import journals
from shortener.clicks.zone import claim_zone
from shortener.clock import now_ms
from shortener.demo.births import births
from shortener.demo.days import Days, share_out, weigh_days
from shortener.demo.links import DemoLink
from shortener.journal.files import Row
from shortener.journal.visit import encode
from shortener.sentences import Sentence
from shortener.stores import Database

NODE = "demo"
BATCH = 20_000
YEAR = 365


class NotEmpty(Sentence):
    """A demo would mix with clicks of people; the message is one sentence."""


class Made(NamedTuple):
    """The account of a worker that never was."""

    node: str = NODE
    opened_at: int = 0
    lost: int = 0
    uncounted: int = 0


class Demo(NamedTuple):
    """What to make; the last day is yesterday at most, since today's salt isn't a demo's."""

    clicks: int
    links: int
    days: int
    seed: int
    zone: str
    last: dt.date

    @property
    def name(self) -> str:
        """Of its journal: a demo that was interrupted goes on where it was."""
        return f"demo-{self.clicks}-{self.links}-{self.days}-{self.seed}-{self.last}"

    @property
    def first(self) -> dt.date:
        return self.last - dt.timedelta(days=self.days - 1)

    def births(self) -> list[int]:
        """When its links were made, ms UTC, in order."""
        return births(self.links, self.first, self.days, self.zone, self.seed)

    @property
    def tally(self) -> Made:
        return Made()


def check_empty(database: Database, demo: Demo) -> None:
    """Raises NotEmpty when anything but this demo was ever counted here."""
    with database.read() as session:
        if session.scalar(select(exists().where(journals.c.name != demo.name))):
            raise NotEmpty(
                "There are clicks in this database already, which a demo would spoil; "
                "name an empty one: SHORTENER_DATA_DIR=/tmp/demo shortener demo"
            )


def make_history(database: Database, demo: Demo, links: Sequence[DemoLink], tell: Callable[[int], None]) -> int:
    """Stores what isn't stored yet, a transaction a batch; how many visits that was. Raises BadZone."""
    claim_zone(database, demo.zone)
    calendar, figures = Calendar(demo.zone), Figures()
    steps = make_steps(Knowledge(own_sites={"example.org"}), calendar, _salt_of(demo.seed))
    store = Store(database, calendar, figures)
    after = began = store.position(demo)
    remaining = islice(_visits(demo, links), after, None)
    tell(after)
    while rows := _next(remaining, after):
        with without_gc():
            batch = make_batch(rows, NODE, now_ms(), steps, figures)
            store.add(demo, after, batch, store.fold(batch))
        after = batch.last
        tell(len(rows))
    return after - began


def look_for_bursts(database: Database, tell: Callable[[int], None]) -> None:
    """At once, as a worker would later, so that nothing of a demo changes any more."""
    while look_once(database, now_ms()):
        tell(ROWS)


def _next(bodies: Iterator[bytes], after: int) -> list[Row]:
    return list(enumerate(islice(bodies, BATCH), after + 1))


def _visits(demo: Demo, links: Sequence[DemoLink]) -> Iterator[bytes]:
    days = Days(links, demo.zone, demo.seed)
    for number, clicks in enumerate(share_out(demo.clicks, weigh_days(demo.first, demo.days))):
        for visit in days.visits(demo.first + dt.timedelta(days=number), clicks):
            yield encode(visit)


def _salt_of(seed: int) -> Callable[[int], bytes]:
    return lambda day: blake2b(f"{seed} {day}".encode(), digest_size=32).digest()
