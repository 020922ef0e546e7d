"""Whatever comes in whatever order: every rollup says the same as counting the click rows."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shortener.clicks import collector as module
from shortener.clicks.breakdown import unpack
from shortener.clicks.days import QUARTER_MS, Calendar
from shortener.clicks.rollups.days import DIMENSIONS, PAIR
from shortener.clicks.tables import clicks, link_days, link_quarters, link_totals, site_days, site_quarters
from shortener.redirect.journal import Journal
from shortener.redirect.visit import Visit, encode
from shortener.stores import Database
from tests.clicks.journaling import DAY, HOUR, NOON, ZONE, make_collector, rows_of, visit, write

SPRING_FORWARD = 1_774_746_000_000  # 2026-03-29, 01:00 UTC: Berlin's clocks go from 2 to 3


def any_visit(dice: random.Random) -> Visit:
    """Around noon, around a midnight, or around the hour that Berlin leaves out."""
    moment = dice.choice([NOON, NOON + 10 * HOUR, SPRING_FORWARD]) + dice.randrange(-3 * HOUR, 3 * HOUR)
    return visit(
        at=moment,
        link_id=dice.choice([1, 2, 3]),
        address=dice.choice(["192.0.2.1", "2001:db8::1", ""]),
        referrer=dice.choice(["", *(f"https://site-{number}.example/" for number in range(5))]),
        language=dice.choice(["", "de", "en"]),
        method=dice.choice(["GET", "HEAD"]),
        via=dice.choice(["direct", "proxied"]),
        status=dice.choice([301, 302]),
        private=dice.random() < 0.2,
    )


@pytest.fixture(params=[1, 2])
def history(
    request: pytest.FixtureRequest,
    any_database: Database,
    journal: Journal,
    journal_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> list[dict[str, Any]]:
    """Click rows of a random history that was stored in batches of many sizes."""
    dice = random.Random(request.param)
    collector = make_collector(any_database, journal_dir)
    for _ in range(6):
        monkeypatch.setattr(module, "ROWS", dice.choice([1, 7, 50, 2000]))
        assert journal.write([encode(any_visit(dice)) for _ in range(dice.randrange(1, 60))])
        collector.collect_once()
    return rows_of(any_database, clicks)


def test_totals_are_the_rows_counted(any_database: Database, history: list[dict[str, Any]]) -> None:
    counted = Counter(row["link_id"] for row in history)
    found = {row["link_id"]: row for row in rows_of(any_database, link_totals)}
    assert {link_id: row["clicks"] for link_id, row in found.items()} == counted
    for link_id, row in found.items():
        assert row["last_at"] == max(one["clicked_at"] for one in history if one["link_id"] == link_id)
        assert (row["humans"], row["carried"]) == (0, 0)


def test_quarters_are_the_rows_counted(any_database: Database, history: list[dict[str, Any]]) -> None:
    links = Counter((row["link_id"], row["clicked_at"] // QUARTER_MS, row["class"]) for row in history)
    site = Counter((row["clicked_at"] // QUARTER_MS, row["class"]) for row in history)
    found = rows_of(any_database, link_quarters)
    assert {(row["link_id"], row["quarter"], row["class"]): row["clicks"] for row in found} == links
    found = rows_of(any_database, site_quarters)
    assert {(row["quarter"], row["class"]): row["clicks"] for row in found} == site


def test_every_breakdown_of_every_day_adds_up_to_the_total(
    any_database: Database, history: list[dict[str, Any]]
) -> None:
    calendar = Calendar(ZONE)
    wanted = Counter((row["link_id"], calendar.day_of(row["clicked_at"] // QUARTER_MS)) for row in history)
    for row in rows_of(any_database, link_days):
        data = unpack(row["data"])
        assert set(data) == {*DIMENSIONS, PAIR}
        for values in data.values():
            clicked = sum(sum(classes.values()) for classes in values.values())
            assert clicked == wanted[row["link_id"], row["day"]]
    assert len(rows_of(any_database, link_days)) == len(wanted)


def test_each_value_of_a_day_is_the_rows_counted(any_database: Database, history: list[dict[str, Any]]) -> None:
    calendar = Calendar(ZONE)
    for row in rows_of(any_database, site_days):
        clicked = [one for one in history if calendar.day_of(one["clicked_at"] // QUARTER_MS) == row["day"]]
        data = unpack(row["data"])
        for dimension in DIMENSIONS:
            wanted = Counter("" if one[dimension] is None else str(one[dimension]) for one in clicked)
            assert {value: sum(classes.values()) for value, classes in data[dimension].items()} == wanted
        pairs = Counter(f"{one['country'] or ''}/{one['family'] or ''}" for one in clicked)
        assert {value: sum(classes.values()) for value, classes in data[PAIR].items()} == pairs


def test_a_link_clicked_on_two_days_has_two_day_rows(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    write(journal, visit(), visit(at=NOON + DAY), visit(at=NOON + DAY))
    make_collector(any_database, journal_dir).collect_once()
    found = [(row["day"], unpack(row["data"])["status"]) for row in rows_of(any_database, link_days)]
    first = Calendar(ZONE).day_of(NOON // QUARTER_MS)
    assert found == [(first, {"302": {"unknown": 1}}), (first + 1, {"302": {"unknown": 2}})]


def test_a_click_that_arrives_late_does_not_set_the_last_one_back(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    collector = make_collector(any_database, journal_dir)
    for moment in (NOON, NOON - DAY):
        write(journal, visit(at=moment))
        collector.collect_once()
    assert rows_of(any_database, link_totals)[0]["last_at"] == NOON


def test_a_counter_carried_over_from_another_system_stays(
    any_database: Database, journal: Journal, journal_dir: Path
) -> None:
    with any_database.write() as session:
        row = {"link_id": 7, "clicks": 0, "humans": 0, "last_at": 0, "carried": 1000}
        session.execute(link_totals.insert(), [row])
    write(journal, visit(), visit())
    make_collector(any_database, journal_dir).collect_once()
    (total,) = rows_of(any_database, link_totals)
    assert (total["clicks"], total["carried"]) == (2, 1000)
