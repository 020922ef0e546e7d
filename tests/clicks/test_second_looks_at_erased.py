"""Erased clicks say less than was counted of them: no second look takes that for proof of anything."""

import random
from typing import Any

import pytest
from sqlalchemy import select, update

from shortener.clicks import erasing, sketch
from shortener.clicks.erasing import erase
from shortener.clicks.erasing.whose import Whose
from shortener.clicks.recount.log import BURSTS
from shortener.clicks.tables import clicks, link_visitors, recounts, site_visitors
from shortener.stores import Database
from tests.clicks.ageing import age
from tests.clicks.conftest import OpenJournal
from tests.clicks.test_bursts import burst, collected, look, reasons
from tests.clicks.test_classes import CHROME
from tests.clicks.test_erasing import silent
from tests.clicks.test_rebuild import DAY, SPRING, again, all_rollups
from tests.clicks.test_reclassify import run
from tests.clicks.visiting import a_visit, rows_of

__all__ = ["OpenJournal", "collected"]
NOON = SPRING + DAY // 2


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "PAUSE_SECONDS", 0)


def people(number: int, link_id: int, *, first: int = 0) -> list[Any]:
    """As many visitors of a link, one click each, minutes apart."""
    return [
        a_visit(at=NOON + n * 60_000, link_id=link_id, agent=CHROME, address=f"2001:db8:a:{n:x}::1")
        for n in range(first, first + number)
    ]


def visitors(database: Database) -> dict[int, int]:
    """Of the one day: people of each link, and of the site as link 0."""
    found = {row["link_id"]: row["visitors"] for row in rows_of(database, link_visitors)}
    return found | dict.fromkeys([0], sum(row["visitors"] for row in rows_of(database, site_visitors)))


def look_at_all_again(database: Database) -> None:
    with database.write() as session:
        session.execute(update(recounts).where(recounts.c.name == BURSTS).values(at=0))
    look(database)


def test_who_was_erased_stays_counted_when_another_visitor_turns_out_a_robot(
    any_database: Database, collected: Any
) -> None:
    collected(*people(5, link_id=2), *people(3, link_id=3, first=5))
    erase(any_database, Whose(link_id=2), silent)
    collected(*burst(SPRING, link_id=2), *burst(SPRING + 3_600_000, link_id=3, address="2001:db8:7::1"))
    assert visitors(any_database) == {2: 6, 3: 4, 0: 10}
    look(any_database)
    assert reasons(any_database)["burst"] == 100
    assert visitors(any_database) == {2: 5, 3: 3, 0: 8}
    assert again(any_database).different == 0
    assert visitors(any_database) == {2: 5, 3: 3, 0: 8}


def test_newer_rules_take_away_only_whose_clicks_still_say_who_they_were(
    any_database: Database, collected: Any
) -> None:
    """Old rules saw a person in an agent that nobody knows."""
    collected(*people(6, link_id=2), *people(2, link_id=3))
    collected(*(a_visit(at=NOON, link_id=link, agent="unheard/1", address="2001:db8:b::1") for link in (2, 3)))
    age(any_database)
    with any_database.write() as session:
        seen = update(clicks).where(clicks.c["class"] == "bot")
        session.execute(seen.values({"class": "human", "reason": "browser"}))
    again(any_database)
    assert visitors(any_database) == {2: 7, 3: 3, 0: 7}
    erase(any_database, Whose(link_id=2), silent)
    done = run(any_database)
    assert (done.unclear, done.moved) == (7, 1)
    assert visitors(any_database) == {2: 7, 3: 2, 0: 7}, "the site's people are at least those of the erased link"
    assert again(any_database, write=False).different == 0


def test_a_day_without_erased_clicks_forgets_as_ever(any_database: Database, collected: Any) -> None:
    collected(*people(4, link_id=2), a_visit(at=NOON - DAY, link_id=2, agent=CHROME, address="2001:db8:c::1"))
    erase(any_database, Whose(prefix="2001:db8:c::/48"), silent)
    collected(*burst(NOON, link_id=2))
    look(any_database)
    days = {row["day"]: row["visitors"] for row in rows_of(any_database, site_visitors)}
    assert sorted(days.values()) == [1, 4]
    assert again(any_database, write=False).different == 0


def two_links(visits: list[Any]) -> list[Any]:
    """Turn by turn, so that those of one link alone are too few to be too fast."""
    return [a_visit(at=one.at, link_id=2 + n % 2, agent=CHROME, address=one.address) for n, one in enumerate(visits)]


def test_what_is_left_of_a_burst_stays_one(any_database: Database, collected: Any) -> None:
    collected(*two_links(burst(SPRING, 60)))
    look(any_database)
    erase(any_database, Whose(link_id=2), silent)
    before = all_rollups(any_database)
    look_at_all_again(any_database)
    assert reasons(any_database) == {"burst": 60}
    assert all_rollups(any_database) == before
    assert again(any_database, write=False).different == 0


def test_a_burst_far_from_what_was_erased_may_be_taken_back(
    any_database: Database, collected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(*burst(SPRING, link_id=2), *burst(SPRING + 120_000, link_id=3))
    look(any_database)
    erase(any_database, Whose(link_id=2), silent)
    monkeypatch.setattr("shortener.clicks.recount.rates.FAST_CLICKS", 51)
    look_at_all_again(any_database)
    assert reasons(any_database) == {"burst": 50, "browser": 50}
    assert again(any_database, write=False).different == 0


def test_a_late_click_makes_no_people_of_a_burst_that_was_partly_erased(any_database: Database, collected: Any) -> None:
    collected(*two_links(burst(SPRING, 60)))
    look(any_database)
    erase(any_database, Whose(link_id=3), silent)
    collected(a_visit(at=SPRING + 900, link_id=4, agent=CHROME, address="2001:db8:99::1"))
    look(any_database)
    assert reasons(any_database) == {"burst": 60, "browser": 1}
    with any_database.read() as session:
        assert session.scalars(select(clicks.c.link_id).where(clicks.c.reason == "browser")).all() == [4]


def crowd(first: int, count: int) -> set[int]:
    chance = random.Random(first)
    return {chance.randrange(sketch.RANGE) for _ in range(count)}


def test_a_full_sketch_of_whom_most_are_erased_is_never_made_an_exact_small_one() -> None:
    stored = sketch.add(b"", crowd(1, 50_000))
    lost = set(list(sketch.numbers(stored))[:3])
    assert sketch.count(sketch.without(stored, lost, b"")) == sketch.count(stored) > 40_000


def test_a_full_sketch_forgets_the_lost_where_the_rows_name_enough_others() -> None:
    people = crowd(2, 5000)
    stored = sketch.add(b"", people)
    lost = set(list(sketch.numbers(stored))[:500])
    left = sketch.without(stored, lost, sketch.add(b"", people - lost))
    assert left == sketch.add(b"", people - lost)


def test_of_few_exactly_the_lost_are_forgotten_and_not_one_who_came_again() -> None:
    stored = sketch.add(b"", {1, 2, 3, 4, -5})
    left = sketch.without(stored, {2, 4, -5}, sketch.add(b"", {4}))
    assert list(sketch.numbers(left)) == [1, 3, 4]
