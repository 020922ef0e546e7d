"""Visitors that no person can be are robots, once all their clicks are stored, in whatever order they come."""

import random
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from shortener.clicks.collector import Collector
from shortener.clicks.complete import set_complete_from
from shortener.clicks.recount import bursts, rates
from shortener.clicks.recount.bursts import SETTLED_MS, look_once
from shortener.clicks.recount.log import BURSTS
from shortener.clicks.recount.rates import FAST_CLICKS, WIDE_LINKS, too_fast
from shortener.clicks.tables import class_moves, clicks, recounts, site_visitors
from shortener.journal.visit import Visit
from shortener.stores import Database
from tests.clicks.ageing import age
from tests.clicks.conftest import OpenJournal
from tests.clicks.test_classes import CHROME
from tests.clicks.test_rebuild import DAY, SPRING, ZONE, again, with_salts_for_ever
from tests.clicks.test_reclassify import run
from tests.clicks.visiting import a_visit, rows_of, write

NOW = SPRING + 2 * DAY


@pytest.fixture
def collected(any_database: Database, tmp_path: Path, open_journal: OpenJournal) -> Any:
    journal = open_journal(folder=tmp_path)

    def collect(*visits: Visit) -> None:
        """By a collector that has just started, so that it doesn't know agents as they were."""
        write(journal, visits)
        Collector(any_database, tmp_path, "node", ZONE, make=with_salts_for_ever).collect_once()

    return collect


def burst(began: int, count: int = FAST_CLICKS, **changes: Any) -> list[Visit]:
    plain: dict[str, Any] = {"agent": CHROME, "address": "2001:db8:5::1"}
    return [a_visit(at=began + number * 50, **(plain | changes)) for number in range(count)]


def look(database: Database, now: int = NOW) -> None:
    while look_once(database, now):
        pass


def reasons(database: Database) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for row in rows_of(database, clicks):
        counts[row["reason"]] += 1
    return dict(counts)


def expected(database: Database) -> list[int]:
    """The ids of bursts by counting each visitor's clicks as a whole."""
    by_visitor = defaultdict(list)
    for row in sorted(rows_of(database, clicks), key=lambda row: (row["clicked_at"], row["id"])):
        if row["visitor"] is not None and (row["class"] in {"human", "unknown"} or row["reason"] == "burst"):
            by_visitor[row["visitor"]].append(row)
    found = []
    for rows in by_visitor.values():
        fast = too_fast([(row["clicked_at"], row["link_id"]) for row in rows])
        found += [row["id"] for row, is_fast in zip(rows, fast, strict=True) if is_fast]
    return sorted(found)


def stored_bursts(database: Database) -> list[int]:
    return [row["id"] for row in rows_of(database, clicks) if row["reason"] == "burst"]


def test_a_burst_is_a_robots_and_no_count_says_otherwise(any_database: Database, collected: Any) -> None:
    collected(*burst(SPRING), a_visit(at=SPRING + 3_600_000, agent=CHROME, address="2001:db8:6::1"))
    assert [row["visitors"] for row in rows_of(any_database, site_visitors)] == [2]
    look(any_database)
    assert reasons(any_database) == {"burst": FAST_CLICKS, "browser": 1}
    assert {row["class"] for row in rows_of(any_database, clicks) if row["reason"] == "burst"} == {"bot"}
    assert [row["visitors"] for row in rows_of(any_database, site_visitors)] == [1]
    assert again(any_database, write=False).different == 0
    (move,) = rows_of(any_database, class_moves)
    assert (move["cause"], move["from_reason"], move["to_reason"], move["clicks"]) == (
        BURSTS,
        "browser",
        "burst",
        FAST_CLICKS,
    )


def test_looking_again_changes_nothing(any_database: Database, collected: Any) -> None:
    collected(*burst(SPRING))
    look(any_database)
    before = rows_of(any_database, clicks), rows_of(any_database, class_moves)
    with any_database.write() as session:
        session.execute(update(recounts).values(at=0))
    look(any_database)
    assert (rows_of(any_database, clicks), rows_of(any_database, class_moves)) == before


def test_who_is_not_known_is_nobody(any_database: Database, collected: Any) -> None:
    collected(*burst(SPRING, 80, private=True), *burst(SPRING, 80, address="", via="unknown"))
    look(any_database)
    assert reasons(any_database) == {"browser": 160}


def test_who_says_what_it_is_stays_that_and_an_early_fetch_is_no_click(any_database: Database, collected: Any) -> None:
    collected(
        *burst(SPRING, 80, agent="curl/8.7.1"),
        *burst(SPRING, 80, purpose="prefetch"),
        *burst(SPRING + DAY, 80, agent="unheard/1"),
    )
    look(any_database, NOW + DAY)
    assert reasons(any_database) == {"library: curl": 80, "prefetch": 80, "burst": 80}


def test_nothing_is_decided_before_all_clicks_of_a_time_can_be_there(any_database: Database, collected: Any) -> None:
    visits = burst(SPRING)
    collected(*visits)
    look(any_database, SPRING + SETTLED_MS)
    assert reasons(any_database) == {"browser": FAST_CLICKS}
    look(any_database, visits[-1].at + SETTLED_MS + 1)
    assert reasons(any_database) == {"burst": FAST_CLICKS}


def test_a_click_that_comes_late_makes_a_burst_of_what_was_none(any_database: Database, collected: Any) -> None:
    *most, last = burst(SPRING)
    collected(*most)
    look(any_database)
    assert reasons(any_database) == {"browser": FAST_CLICKS - 1}
    collected(last)
    look(any_database)
    assert reasons(any_database) == {"burst": FAST_CLICKS}
    assert again(any_database, write=False).different == 0


def test_a_person_who_was_taken_for_a_burst_is_one_again(
    any_database: Database, collected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a later version thinks that people can be faster."""
    collected(*burst(SPRING))
    look(any_database)
    monkeypatch.setattr(rates, "FAST_CLICKS", FAST_CLICKS + 1)
    with any_database.write() as session:
        session.execute(update(recounts).values(at=0))
    look(any_database)
    assert reasons(any_database) == {"browser": FAST_CLICKS}
    assert again(any_database, write=False).different == 0


def test_a_burst_outlives_newer_rules_but_for_one_that_says_what_it_is(any_database: Database, collected: Any) -> None:
    collected(*burst(SPRING), *burst(SPRING + 3_600_000, agent="unheard/1"))
    look(any_database)
    age(any_database)  # what Chrome sends is a crawler's by those rules
    assert reasons(any_database) == {"crawler: Chrome": FAST_CLICKS, "browser": FAST_CLICKS}
    run(any_database)
    assert reasons(any_database) == {"browser": FAST_CLICKS, "unknown agent": FAST_CLICKS}
    look(any_database)
    assert reasons(any_database) == {"burst": 2 * FAST_CLICKS}
    with any_database.write() as session:
        session.execute(update(clicks).values(rules_version="2-200001-1.1"))
    run(any_database)
    assert reasons(any_database) == {"burst": 2 * FAST_CLICKS}
    assert again(any_database, write=False).different == 0


def test_days_of_which_clicks_have_expired_are_left_alone(any_database: Database, collected: Any) -> None:
    collected(*burst(SPRING + 3_600_000))
    with any_database.write() as session:
        set_complete_from(session, any_database, SPRING + 3_600_000)
    look(any_database)
    assert reasons(any_database) == {"browser": FAST_CLICKS}


def a_crowd(chance: random.Random) -> list[Visit]:
    """Bursts over midnight and beside each other, slower ones, and people between them."""
    visits = []
    for number in range(12):
        began = SPRING + DAY - 30_000 + chance.randrange(200_000)
        pause, links = chance.choice([20, 150, 220, 1500, 2100]), chance.choice([1, 3, WIDE_LINKS, 60])
        visits += [
            a_visit(at=began + n * pause, link_id=1 + n % links, agent=CHROME, address=f"2001:db8:{number % 7}::1")
            for n in range(chance.randrange(20, 130))
        ]
    return visits


@pytest.mark.parametrize("rows", [100, 20_000])
def test_in_whatever_order_clicks_come_bursts_are_what_counting_them_all_gives(
    any_database: Database, collected: Any, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bursts, "ROWS", rows)
    monkeypatch.setattr(bursts, "MOST_MOVES", 70)
    chance = random.Random(rows)
    visits = a_crowd(chance)
    chance.shuffle(visits)
    for start in range(0, len(visits), 150):
        collected(*visits[start : start + 150])
        look_once(any_database, NOW)
    look(any_database)
    assert 100 < len(stored_bursts(any_database)) < len(visits)
    assert stored_bursts(any_database) == expected(any_database)
    assert again(any_database, write=False).different == 0


def test_two_who_look_at_once_and_a_collector_beside_them(
    any_database: Database, collected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bursts, "ROWS", 60)
    visits = a_crowd(random.Random(9))
    collected(*visits[:400])
    failures: list[Exception] = []
    done = threading.Event()

    def take_part() -> None:
        try:
            while look_once(any_database, NOW) or not done.wait(0.01):
                pass
        except Exception as error:
            failures.append(error)

    crowd = [threading.Thread(target=take_part) for _ in range(2)]
    for thread in crowd:
        thread.start()
    for start in range(400, len(visits), 50):
        collected(*visits[start : start + 50])
    done.set()
    for thread in crowd:
        thread.join()
    assert failures == []
    look(any_database)
    assert stored_bursts(any_database) == expected(any_database)
    assert again(any_database, write=False).different == 0


def test_of_a_crowd_beyond_what_a_sketch_holds_the_rest_are_told_apart_as_before(
    database: Database, collected: Any, tmp_path: Path
) -> None:
    """A full sketch has forgotten those who now move up."""
    many = [
        a_visit(at=SPRING + n, agent=CHROME, link_id=1 + n % 2, address=f"2001:db8:{n // 250:x}:{n % 250:x}::1")
        for n in range(2500)
    ]
    collected(*many)
    with database.read() as session:
        assert session.scalar(select(func.count(clicks.c.visitor.distinct()))) == 2500
    for n in range(0, 60, 3):
        collected(*burst(SPRING + DAY // 2 + n * 60_000, 60, address=f"2001:db8:0:{n:x}::1"))
    # The same visitors have a slow click in the morning, so the day's people stay the same ones.
    before = rows_of(database, site_visitors)
    look(database)
    assert reasons(database)["burst"] == 1200
    assert rows_of(database, site_visitors) == before
    fresh = [
        visit for n in range(40) for visit in burst(SPRING + DAY // 3 + n * 60_000, 60, address=f"2001:dead:{n}::")
    ]
    collected(*fresh)
    look(database)
    assert reasons(database)["burst"] == 3600
    assert rows_of(database, site_visitors) == before
    assert again(database, write=False).different == 0
