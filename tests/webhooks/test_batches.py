"""Clicks are told by the quarter-hour: how many each link had, every click once, and nothing of visitors."""

import json
from typing import Any

import pytest
from sqlalchemy import insert

from shortener.clicks.tables import collectors, journals
from shortener.clock import now_ms
from shortener.reports.moments import iso_ms
from shortener.reports.periods import QUARTER_MS
from shortener.stores import Database
from shortener.webhooks import batches
from shortener.webhooks.batches import MARGIN_MS, PATIENCE_MS
from shortener.webhooks.events import CLICKS
from tests.outside import Outside
from tests.reports.clicking import add_clicks, add_link
from tests.webhooks.conftest import AddHook, Take, change_hook, hook_of, told

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise


class Hour:
    """The last one of which every quarter is over for sure; told anew for each test, whose turn may come late."""

    begin = end = 0


HOUR = Hour()


@pytest.fixture(autouse=True)
def hour() -> None:
    HOUR.end = (now_ms() - MARGIN_MS) // QUARTER_MS * QUARTER_MS
    HOUR.begin = HOUR.end - 4 * QUARTER_MS


@pytest.fixture
def hook(database: Database, add_hook: AddHook, hour: None) -> int:
    """One that is told of clicks of the last hour."""
    for number, slug in ((1, "one"), (2, "two")):
        add_link(database, number, slug)
    made = add_hook(events=(CLICKS,))
    change_hook(database, clicks_before=HOUR.begin)
    return made


def click(at: int, link: int = 1, kind: str = "human") -> dict[str, Any]:
    return {"clicked_at": at, "link_id": link, "class": kind, "prefix": "192.0.2.0/24", "visitor": 77}


def test_each_quarter_hour_is_one_message_with_its_links(
    any_database: Database, site: Outside, hook: int, take: Take
) -> None:
    add_clicks(
        any_database,
        [
            click(HOUR.begin),
            click(HOUR.begin + 5, 2),
            click(HOUR.begin + 6, 2, "bot"),
            click(HOUR.end - 1),
            click(HOUR.end),
        ],
    )
    assert take() == 2
    first, last = (one["data"] for one in told(site))
    assert first == {
        "since": iso_ms(HOUR.begin),
        "until": iso_ms(HOUR.begin + QUARTER_MS),
        "complete": True,
        "clicks": 3,
        "humans": 2,
        "others": {"links": 0, "clicks": 0, "humans": 0},
        "parts": 1,
        "part": 1,
        "links": [
            {"id": 2, "domain": "rpf.io", "slug": "two", "clicks": 2, "humans": 1},
            {"id": 1, "domain": "rpf.io", "slug": "one", "clicks": 1, "humans": 1},
        ],
    }
    assert (last["since"], last["clicks"]) == (iso_ms(HOUR.end - QUARTER_MS), 1)
    assert hook_of(any_database).clicks_before == HOUR.end
    assert take() == 0


@sqlite
def test_nothing_of_a_visitor_is_in_it(database: Database, site: Outside, hook: int, take: Take) -> None:
    add_clicks(database, [click(HOUR.begin)])
    take()
    assert not {"192.0.2", "prefix", "visitor", "agent", "referrer"} & set(json.dumps(told(site)).split('"'))
    assert "192.0.2" not in json.dumps(told(site))


@sqlite
def test_many_links_come_in_parts_and_the_least_followed_as_a_sum(
    database: Database, site: Outside, hook: int, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LINKS_A_MESSAGE", 2)
    monkeypatch.setattr(batches, "MOST_MESSAGES", 2)
    add_clicks(database, [click(HOUR.begin + n, link) for link in range(1, 8) for n in range(link)])
    assert take() == 2
    found = [one["data"] for one in told(site)]
    assert [(one["part"], one["parts"], [link["id"] for link in one["links"]]) for one in found] == [
        (1, 2, [7, 6]),
        (2, 2, [5, 4]),
    ]
    assert found[0]["others"] == {"links": 3, "clicks": 6, "humans": 6}
    assert found[0]["clicks"] == 28


def late_node(database: Database, passed_at: int) -> None:
    row = {"name": "j", "node": "late", "opened_at": 0, "position": 0, "clicks": 0, "misses": 0}
    with database.write() as session:
        session.execute(insert(journals).values(row | dict.fromkeys(("set_aside", "lost", "uncounted"), 0)))
        session.execute(insert(collectors).values(node="late", passed_at=passed_at))


@sqlite
def test_a_quarter_hour_waits_for_every_collector(database: Database, site: Outside, hook: int, take: Take) -> None:
    late_node(database, HOUR.begin + QUARTER_MS)
    add_clicks(database, [click(HOUR.begin), click(HOUR.end - 1)])
    assert take() == 1
    assert told(site)[0]["data"]["complete"] is True
    assert hook_of(database).clicks_before == HOUR.begin + QUARTER_MS


@sqlite
def test_a_node_that_is_late_for_hours_is_not_waited_for_and_that_is_said(
    database: Database, site: Outside, hook: int, take: Take
) -> None:
    change_hook(database, clicks_before=HOUR.end - PATIENCE_MS - 4 * QUARTER_MS)
    late_node(database, HOUR.end - PATIENCE_MS - 4 * QUARTER_MS)
    add_clicks(database, [click(HOUR.end - PATIENCE_MS - QUARTER_MS - 1)])
    assert take() == 1
    assert told(site)[0]["data"]["complete"] is False
