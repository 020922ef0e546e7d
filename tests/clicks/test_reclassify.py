"""Newer rules for kept clicks: afterwards all is as if they had been in force from the first click on."""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, select, update

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.collector import Collector
from shortener.clicks.complete import set_complete_from
from shortener.clicks.recount import log, reclassify
from shortener.clicks.recount.place import Progress, progress
from shortener.clicks.recount.reclassify import Pass, begin, dry_run, is_going
from shortener.clicks.tables import agents, class_moves, clicks, link_totals, recounts
from shortener.clock import now_ms
from shortener.journal.visit import Visit
from shortener.stores import Database
from tests.clicks.ageing import OLD, age
from tests.clicks.conftest import OpenJournal
from tests.clicks.journaling import wait_until
from tests.clicks.test_classes import CHROME
from tests.clicks.test_rebuild import DAY, SPRING, ZONE, again, all_rollups, any_visit, with_salts_for_ever
from tests.clicks.visiting import a_visit, rows_of, write

PROGRAM = """
import sys, time
from shortener.clicks.recount import reclassify
from shortener.clock import now_ms
from shortener.stores import open_database
reclassify.PAGE = 20
taken = reclassify.Pass(open_database(sys.argv[1]))
while reclassify.is_going(taken.step(now_ms())):
    time.sleep(0.01)
"""


def one_visit(chance: random.Random, began: int = SPRING) -> Visit:
    return msgspec.structs.replace(any_visit(chance, began), purpose=chance.choice(["", "", "", "prefetch"]))


@pytest.fixture
def collected(any_database: Database, tmp_path: Path, open_journal: OpenJournal) -> Any:
    """Stores visits as a collector does that has the rules in force."""
    journal = open_journal(folder=tmp_path)

    def collect(*visits: Visit) -> None:
        """By a collector that has just started, so that it doesn't know agents as they were."""
        write(journal, visits)
        Collector(any_database, tmp_path, "node", ZONE, make=with_salts_for_ever).collect_once()

    return collect


@pytest.fixture
def fresh(any_database: Database, collected: Any) -> Database:
    chance = random.Random(20261128)
    for _ in range(2):
        collected(*(one_visit(chance) for _ in range(200)))
    return any_database


def told(database: Database) -> list[dict[str, Any]]:
    """Clicks with what is known of their agents, whichever row of theirs that is."""
    parts = (agents.c.agent, agents.c.browser, agents.c.os, agents.c.device)
    query = select(clicks, *parts).outerjoin(agents, agents.c.id == clicks.c.agent_id).order_by(clicks.c.id)
    with database.read() as session:
        found = [dict(row) for row in session.execute(query).mappings()]
    return [row | {"agent_id": None, "purpose": None} for row in found]


def run(database: Database) -> Progress:
    reached, taken = begin(database, now_ms()), Pass(database)
    while is_going(reached):
        reached = taken.step(now_ms())
    return reached


def moves(database: Database) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows_of(database, class_moves):
        counts[row["from_class"], row["to_class"]] += row["clicks"]
    return counts


@pytest.mark.parametrize("page", [47, 5000])
def test_all_is_as_if_the_rules_had_always_been_in_force(
    fresh: Database, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reclassify, "PAGE", page)
    clicks_before, rollups_before = told(fresh), all_rollups(fresh)
    age(fresh)
    old = told(fresh)
    assert all_rollups(fresh) != rollups_before
    done = run(fresh)
    assert told(fresh) == clicks_before
    assert all_rollups(fresh) == rollups_before
    assert again(fresh, write=False).different == 0
    changed = [(one["class"], new["class"]) for one, new in zip(old, told(fresh), strict=True)]
    assert {move: n for move, n in moves(fresh).items() if move[0] != move[1]} == Counter(
        move for move in changed if move[0] != move[1]
    )
    assert (done.looked, done.unclear) == (400, 0)
    assert done.moved == sum(moves(fresh).values()) > 150


def test_a_second_pass_finds_nothing(fresh: Database) -> None:
    age(fresh)
    run(fresh)
    before, log_before = told(fresh), moves(fresh)
    again_done = run(fresh)
    assert (again_done.looked, again_done.moved) == (400, 0)
    assert (told(fresh), moves(fresh)) == (before, log_before)


def test_a_trial_says_what_a_pass_then_does_and_does_nothing(fresh: Database) -> None:
    age(fresh)
    before, seen = told(fresh), list[int]()
    reached, would = dry_run(fresh, now_ms(), seen.append)
    assert (told(fresh), rows_of(fresh, recounts), sum(seen)) == (before, [], 400)
    done = run(fresh)
    with fresh.read() as session:
        did = {(m.from_class, m.from_reason, m.to_class, m.to_reason): m.clicks for m in log.moved(session)}
    assert (did, done.moved, done.looked) == (dict(would), reached.moved, reached.looked)


def test_what_the_row_does_not_hold_any_more_is_never_guessed(any_database: Database, collected: Any) -> None:
    """A robot of the first rules may have fetched early; an agent may not be kept; others have other reasons."""
    collected(*(a_visit(at=SPRING + number, agent=CHROME) for number in range(4)))
    age(any_database)
    with any_database.write() as session:
        c = clicks.c
        changes: list[dict[str, Any]] = [
            {"rules_version": "1-202001-1.0"},
            {"agent_id": None},
            {"reason": "by hand", "class": "preview"},
        ]
        for number, values in enumerate(changes):
            session.execute(update(clicks).where(c.clicked_at == SPRING + number).values(values))
    again(any_database)
    before = told(any_database)
    done = run(any_database)
    after = told(any_database)
    assert (done.moved, done.unclear) == (1, 3)
    assert after[:3] == before[:3]
    assert (after[3]["class"], after[3]["rules_version"]) == ("human", RULES_VERSION)
    assert again(any_database, write=False).different == 0


def test_a_robot_of_the_first_rules_that_is_still_one_gets_its_new_name(any_database: Database, collected: Any) -> None:
    collected(a_visit(at=SPRING, agent="curl/8.7.1"))
    with any_database.write() as session:
        session.execute(update(clicks).values(reason="crawler: curl", rules_version="1-202001-1.0"))
    again(any_database)
    assert run(any_database).moved == 1
    assert rows_of(any_database, clicks)[0]["reason"] == "library: curl"
    assert again(any_database, write=False).different == 0


def test_older_rules_never_undo_newer_ones(fresh: Database) -> None:
    age(fresh, "9-999912-9.9")
    before = told(fresh)
    assert run(fresh).moved == 0
    assert told(fresh) == before


def test_days_of_which_clicks_have_expired_are_left_alone(any_database: Database, collected: Any) -> None:
    chance = random.Random(5)
    collected(*(one_visit(chance, began) for began in (SPRING, SPRING + 12 * DAY) for _ in range(200)))
    age(any_database)
    middle = SPRING + DAY // 2
    with any_database.write() as session:
        session.execute(delete(clicks).where(clicks.c.clicked_at < middle))
        set_complete_from(session, any_database, middle)
    left = SPRING + DAY - 3_600_000  # the day has 23 hours
    kept = [row for row in told(any_database) if row["clicked_at"] < left]
    totals = sum(row["clicks"] for row in rows_of(any_database, link_totals))
    run(any_database)
    after = told(any_database)
    assert len(kept) > 10
    assert [row for row in after if row["clicked_at"] < left] == kept
    assert {row["rules_version"] for row in after if row["clicked_at"] >= left} == {RULES_VERSION}
    assert again(any_database, write=False).different == 0
    assert sum(row["clicks"] for row in rows_of(any_database, link_totals)) == totals == 400


def test_one_that_is_killed_goes_on_where_it_was(fresh: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clicks_before, rollups_before = told(fresh), all_rollups(fresh)
    age(fresh)
    begin(fresh, now_ms())
    url = fresh.engine.url.render_as_string(hide_password=False)
    for reached in (60, 180):
        child = subprocess.Popen([sys.executable, "-c", PROGRAM, url])
        wait_until(lambda reached=reached: rows_of(fresh, recounts)[0]["looked"] >= reached)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert again(fresh, write=False).different == 0
    assert run(fresh).looked == 400
    assert (told(fresh), all_rollups(fresh)) == (clicks_before, rollups_before)


def test_two_at_once_and_a_collector_beside_them(
    fresh: Database, collected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reclassify, "PAGE", 40)
    age(fresh)
    begin(fresh, now_ms())
    failures: list[Exception] = []

    def take_part() -> None:
        taken = Pass(fresh)
        try:
            while is_going(taken.step(now_ms())):
                pass
        except Exception as error:
            failures.append(error)

    crowd = [threading.Thread(target=take_part) for _ in range(2)]
    for thread in crowd:
        thread.start()
    chance = random.Random(3)
    for _ in range(10):
        collected(*(one_visit(chance) for _ in range(20)))
    for thread in crowd:
        thread.join()
    assert failures == []
    with fresh.read() as session:
        reached = progress(session, log.RULES)
    assert reached is not None
    assert reached.finished_at is not None
    assert run(fresh).moved == 0
    assert {row["rules_version"] for row in rows_of(fresh, clicks)} == {RULES_VERSION} != {OLD}
    assert len(rows_of(fresh, clicks)) == 600
    assert again(fresh, write=False).different == 0
