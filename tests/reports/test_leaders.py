"""The most followed links are the same ones whether only some links are looked at or all."""

import random

import pytest
from sqlalchemy import insert

from shortener.clicks.tables import day_links, link_totals
from shortener.reports import leaders as looking
from shortener.reports.leaders import Sums, leaders
from shortener.stores import Database

DAYS, LINKS = range(740_000, 740_010), 300


def fill(database: Database, steepness: float, seed: int) -> dict[int, list[tuple[int, int, int]]]:
    """Clicks by link, as (day, clicks, humans); the more followed ones have smaller numbers, but on some days none."""
    fate = random.Random(seed)
    made = {
        link: [
            (day, clicks, fate.randint(0, clicks))
            for day in range(DAYS.start - 10, DAYS.stop + 3)
            if (clicks := int(fate.random() * 200 / link**steepness))
        ]
        for link in range(1, LINKS + 1)
    }
    days = [
        {"link_id": n, "day": day, "clicks": c, "humans": h} for n, of_link in made.items() for day, c, h in of_link
    ]
    totals = [
        {"link_id": n, "clicks": sum(c for _, c, _ in of), "humans": 0, "last_at": 0, "carried": 0}
        for n, of in made.items()
    ]
    with database.write() as session:
        session.execute(insert(day_links), days)
        session.execute(insert(link_totals), totals)
    return made


def wanted(made: dict[int, list[tuple[int, int, int]]], limit: int, by: int) -> list[Sums]:
    sums = []
    for link, of_link in made.items():
        within = [(clicks, humans) for day, clicks, humans in of_link if day in DAYS]
        if within:
            sums.append((link, sum(clicks for clicks, _ in within), sum(humans for _, humans in within)))
    return sorted(sums, key=lambda one: (-one[by], one[0]))[:limit]


@pytest.fixture(params=["of each day", "of all time"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whose leaders are looked at: these days are few enough for the first, or too many."""
    monkeypatch.setattr(looking, "MOST_DAYS", len(DAYS) - (request.param == "of all time"))
    return str(request.param)


@pytest.mark.parametrize(("steepness", "seed"), [(1.0, 1), (0.9, 2), (0.3, 3), (0.0, 4)])
@pytest.mark.usefixtures("way")
def test_they_are_those_that_counting_all_gives(any_database: Database, steepness: float, seed: int) -> None:
    made = fill(any_database, steepness, seed)
    for humans, limit in ((False, 5), (True, 20), (False, 250), (False, 1000)):
        with any_database.read() as session:
            found = leaders(session, DAYS, limit, humans=humans)
        assert found == wanted(made, limit, 2 if humans else 1)


def test_where_clicks_are_steep_few_links_are_looked_at_and_where_they_are_flat_it_gives_up(
    database: Database, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(looking, "MOST_LOOKUPS", 100 * len(DAYS))
    fill(database, 1.0, 1)
    with database.read() as session:
        assert leaders(session, DAYS, 5, humans=False) is not None
    with database.write() as session:
        session.execute((day_links if way == "of each day" else link_totals).update().values(clicks=10_000))
    with database.read() as session:
        assert leaders(session, DAYS, 5, humans=False) is None


@pytest.mark.usefixtures("way")
def test_nothing_is_found_where_nothing_is(database: Database) -> None:
    with database.read() as session:
        assert leaders(session, DAYS, 5, humans=False) == []
