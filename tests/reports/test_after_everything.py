"""Erasing, newer rules, bursts and retention, one after the other or at once, while clicks come: all still adds up."""

import random
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shortener.clicks import erasing, retention
from shortener.clicks.audit import audit
from shortener.clicks.collector import Collector
from shortener.clicks.erasing import erase, finding
from shortener.clicks.erasing.whose import Whose
from shortener.clicks.recount import reclassify
from shortener.clicks.recount.bursts import look_once
from shortener.clicks.recount.reclassify import Pass, begin, is_going
from shortener.clicks.retention import expire, pieces
from shortener.clicks.spans import adding
from shortener.clicks.tables import clicks
from shortener.clock import now_ms
from shortener.journal.visit import Visit, encode
from shortener.journal.writer import Journal
from shortener.stores import Database
from tests.clicks.ageing import age
from tests.clicks.past import DAY, JULY, JUNE
from tests.clicks.spanning import make_spans
from tests.clicks.test_bursts import burst
from tests.clicks.test_rebuild import ZONE, again, any_visit, with_salts_for_ever
from tests.clicks.visiting import a_miss, rows_of
from tests.reports.ledgers import counts_agree, export_is_whole

BEGAN = (JUNE - 3 * DAY, JUNE - DAY // 6, JUNE + DAY)
Step = Callable[[Database], object]


class Life:
    """A node over a database: visits are journaled, stored by a collector that has just started, and looked at."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self._folder, self._exports = database, folder, folder.with_name("exports")
        self.journal = Journal(folder, "test")
        self._exports.mkdir()
        self._chance = random.Random(20261128)
        self.written = 0

    def add(self, count: int) -> None:
        """Clicks of every kind, a burst among them, and misses."""
        chance = self._chance
        visits = [any_visit(chance, chance.choice(BEGAN)) for _ in range(count)]
        visits = [msgspec.structs.replace(one, purpose=chance.choice(("", "", "prefetch"))) for one in visits]
        network, at = f"2001:db8:{chance.randrange(9)}::1", chance.choice(BEGAN) + chance.randrange(DAY)
        fast = burst(at, 60, address=network, agent=chance.choice((burst(0, 1)[0].agent, "unheard/1")))
        self.store([*visits, *(msgspec.structs.replace(one, link_id=1 + n % 3) for n, one in enumerate(fast))])

    def store(self, visits: list[Visit]) -> None:
        missed = [a_miss(slug=f"lost-{self._chance.randrange(5)}", at=self._chance.choice(BEGAN)) for _ in range(3)]
        assert self.journal.write([encode(one) for one in (*visits, *missed)])
        self.written += len(visits)
        Collector(self.database, self._folder, "test", ZONE, make=with_salts_for_ever).collect_once()

    def is_well(self) -> None:
        found = audit(self.database, self._folder)
        assert (found.problems, found.waiting) == ([], 0)
        assert again(self.database, write=False).differences == []
        counts_agree(self.database, ZONE, self.written)
        export_is_whole(self.database, self._exports)


@pytest.fixture
def life(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for module in (erasing, retention):
        monkeypatch.setattr(module, "PAUSE_SECONDS", 0)
    for module, name, rows in ((finding, "ROWS", 30), (finding, "SPAN", 90), (pieces, "ROWS", 40)):
        monkeypatch.setattr(module, name, rows)
    monkeypatch.setattr(reclassify, "PAGE", 60)
    monkeypatch.setattr(adding, "LEAST_SAVED", 1)
    life = Life(database, tmp_path / "journals")
    life.add(120)
    age(database)
    life.add(40)
    yield life
    life.journal.close()


def erase_link(database: Database) -> None:
    erase(database, Whose(link_id=2), lambda _done: None)


def erase_network(database: Database) -> None:
    for prefix in ("193.62.157.0/24", "2001:db8:1::/48"):
        erase(database, Whose(prefix=prefix), lambda _done: None)


def by_newer_rules(database: Database) -> None:
    reached, taken = begin(database, now_ms()), Pass(database)
    while is_going(reached):
        reached = taken.step(now_ms())


def find_bursts(database: Database) -> None:
    while look_once(database, JULY):
        pass


def let_may_expire(database: Database) -> None:
    assert expire(database, JUNE, threading.Event()).is_done


def count_again(database: Database) -> None:
    assert again(database).different == 0


def add_up_weeks(database: Database) -> None:
    make_spans(database, JULY)


EVERYTHING: tuple[Step, ...] = (erase_link, by_newer_rules, find_bursts, let_may_expire, count_again, erase_network)
STEPS: tuple[Step, ...] = (add_up_weeks, *EVERYTHING, add_up_weeks)


def test_one_after_the_other_while_clicks_come(life: Life) -> None:
    life.is_well()
    for step in STEPS:
        step(life.database)
        life.add(30)
        life.is_well()


@pytest.mark.parametrize("seed", range(2))
def test_in_any_order_and_more_than_once(life: Life, seed: int) -> None:
    chance = random.Random(seed)
    for step in chance.choices(STEPS, k=9):
        step(life.database)
        life.add(chance.randrange(30))
    life.is_well()
    for step in (by_newer_rules, find_bursts, count_again):
        step(life.database)
        life.is_well()


def test_doing_all_of_it_again_changes_nothing(life: Life) -> None:
    for step in STEPS:
        step(life.database)
    before = rows_of(life.database, clicks)
    for step in STEPS:
        step(life.database)
    assert rows_of(life.database, clicks) == before
    life.is_well()


@pytest.mark.parametrize(
    "steps",
    [
        (erase_link, by_newer_rules),
        (let_may_expire, count_again),
        STEPS,
    ],
    ids=lambda steps: " + ".join(step.__name__ for step in steps) if len(steps) < 3 else "all",
)
def test_at_once_while_clicks_come(life: Life, steps: tuple[Step, ...]) -> None:
    together, failures = threading.Barrier(len(steps) + 1), list[Exception]()

    def take_part(step: Step) -> None:
        together.wait()
        try:
            step(life.database)
        except Exception as error:
            failures.append(error)

    crowd = [threading.Thread(target=take_part, args=(step,)) for step in steps]
    for thread in crowd:
        thread.start()
    together.wait()
    while any(thread.is_alive() for thread in crowd):
        life.add(10)
    for thread in crowd:
        thread.join()
    assert failures == []
    life.is_well()
    for step in STEPS:
        step(life.database)
    life.is_well()
