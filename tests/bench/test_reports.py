"""The bench of reports makes a history, times its questions and finds reports that the rows contradict."""

import contextlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.asked import OVERVIEW, PAGE
from bench.collector import ZONE
from bench.held import differences
from bench.reports import BARS, STORES, Answered, History, make, measure, some_links, verdicts, written_out
from shortener.clicks.tables import day_links, link_quarters, site_days, site_quarters
from shortener.reports.scope import SITE, Scope
from shortener.stores import Database
from tests.reports.clicking import add_link
from tests.reports.history import AUTUMN, DAY, LINKS, store_history

NOW = AUTUMN + 4 * DAY - 1


@pytest.mark.parametrize("kind", STORES)
def test_each_store_is_asked_and_found_right(kind: str) -> None:
    said: list[str] = []
    with contextlib.ExitStack() as stack:
        made = make(stack, kind, History(2_000, links=30, days=40), said.append)
        (found,) = measure([made], 1, said.append)
        exported = written_out([made])
    assert (found.store, found.clicks, found.wrong) == (kind, 2_000, [])
    assert found.made_in > 0
    assert found.bytes_per_click > 100
    assert found.slowest(PAGE) == max(time for name, time in found.milliseconds.items() if PAGE in name) > 0
    assert found.slowest(OVERVIEW) > 0
    assert said[0] == f"{kind}, 2,000 clicks: making them"
    assert [one.figure > 0 for one in exported] == [True, True]


@pytest.fixture
def counted(database: Database, tmp_path: Path) -> Database:
    """A history on days of a clock change, right to the last click."""
    for number in range(1, LINKS + 1):
        add_link(database, number, f"link-{number}")
    store_history(database, tmp_path / "journal", ZONE, seed=7)
    assert contradicted(database) == []
    assert contradicted(database, Scope(link_id=1)) == []
    return database


def contradicted(database: Database, scope: Scope = SITE) -> list[str]:
    with database.read() as session:
        return differences(session, scope, ZONE, NOW)


@pytest.mark.stores("sqlite")
def test_a_click_too_many_in_any_rollup_is_found(counted: Database) -> None:
    changes = (
        (site_quarters, "clicks by hour in "),
        (link_quarters, ""),
        (day_links, "the most followed links are others than the rows'."),
    )
    for table, sentence in changes:
        with counted.write() as session:
            session.execute(table.update().values(clicks=table.c.clicks + 1))
        found = contradicted(counted, Scope(link_id=1) if table is link_quarters else SITE)
        assert any(sentence in one for one in found), table.name


@pytest.mark.stores("sqlite")
def test_a_day_without_its_breakdown_is_found(counted: Database) -> None:
    with counted.write() as session:
        last = session.scalar(select(func.max(site_days.c.day)))
        session.execute(site_days.delete().where(site_days.c.day == last))
    assert "site: country doesn't divide as the rows do." in contradicted(counted)


@pytest.mark.stores("sqlite")
def test_links_of_different_weight_are_asked_for(counted: Database) -> None:
    found = some_links(counted)
    assert found["the most followed"] == 1
    assert found["in the middle"] != 1


def answered(clicks: int, page: float, overview: float, *wrong: str) -> Answered:
    times = {f"{PAGE}, the most followed": page, f"{PAGE}, in the middle": page / 2, OVERVIEW: overview}
    return Answered("sqlite", clicks, 1.0, 200.0, times, [*wrong])


def test_the_largest_history_has_the_bars_and_is_compared_with_the_smallest() -> None:
    judged = verdicts([answered(10_000, 26, 99), answered(1_000, 20, 60, "One.", "Two.")])
    assert [round(one.figure, 2) for one in judged] == [26, 1.3, 99, 1.65, 2]
    assert [one.bar for one in judged] == [BARS[PAGE], 1.3, BARS[OVERVIEW], 1.3, 0]
    assert [one.is_met for one in judged] == [True, True, True, False, False]


def test_a_single_size_is_compared_with_nothing() -> None:
    assert len(verdicts([answered(1_000, 51, 99)])) == 3
