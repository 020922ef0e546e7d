"""stats and db-stats: totals, and links in the order asked for."""

from typing import Any

import pytest

from shortener.links.drafts import Draft
from tests.api.conftest import SITE, Program


@pytest.fixture(autouse=True)
def _links(api: Program) -> None:
    """Made in this order; `b` has most clicks thanks to those carried over, `d` none."""
    for slug, clicks, carried in (("a", 5, 0), ("b", 1, 20), ("c", 9, 0), ("d", 0, 0)):
        api.library.create(Draft(target=f"https://example.org/{slug}", slug=slug), None)
        if clicks:
            api.count(slug, clicks, carried)


def slugs(body: dict[str, Any]) -> str:
    return "".join(link["shorturl"].removeprefix(f"{SITE}/") for link in body["links"].values())


@pytest.mark.parametrize(
    ("name", "order"),
    [("top", "bcad"), ("bottom", "dacb"), ("last", "dcba"), ("", "bcad"), ("TOP", "bcad"), ("'; DROP TABLE", "bcad")],
)
def test_links_come_in_the_order_asked_for(api: Program, name: str, order: str) -> None:
    assert slugs(api.json(action="stats", filter=name, limit="10")) == order


@pytest.mark.parametrize("name", ["rand", "random"])
def test_a_random_order_has_every_link_once(api: Program, name: str) -> None:
    found = [slugs(api.json(action="stats", filter=name, limit="4")) for _ in range(20)]
    assert all(sorted(order) == list("abcd") for order in found)
    assert len(set(found)) > 1


def test_an_answer_has_links_totals_and_its_state_in_this_order(api: Program) -> None:
    body = api.json(action="stats", limit="1")
    assert list(body) == ["links", "stats", "statusCode", "message"]
    assert body["stats"] == {"total_links": 4, "total_clicks": 35}
    assert (body["statusCode"], body["message"]) == ("200", "success")
    link = body["links"]["link_1"]
    assert list(link) == ["shorturl", "url", "title", "timestamp", "ip", "clicks"]
    assert (link["shorturl"], link["clicks"]) == (f"{SITE}/b", 21)


def test_links_are_numbered_from_one_even_behind_an_offset(api: Program) -> None:
    body = api.json(action="stats", filter="last", limit="2", start="1")
    assert list(body["links"]) == ["link_1", "link_2"]
    assert slugs(body) == "cb"


@pytest.mark.parametrize("limit", ["0", "", "-5", "many", "0x10", ".5"])
def test_without_a_number_there_are_no_links(api: Program, limit: str) -> None:
    assert list(api.json(action="stats", limit=limit)) == ["stats", "statusCode", "message"]


@pytest.mark.parametrize(("limit", "start"), [("10", "4"), ("10", "99999999999999999999999999"), ("1", "4")])
def test_behind_the_last_link_there_are_none(api: Program, limit: str, start: str) -> None:
    assert "links" not in api.json(action="stats", limit=limit, start=start)


@pytest.mark.parametrize("limit", ["9" * 400, "10001", "4abc", " 4", "+4"])
def test_a_strange_number_is_read_as_far_as_it_is_one(api: Program, limit: str) -> None:
    assert slugs(api.json(action="stats", limit=limit)) == "bcad"


def test_deleted_links_leave_the_list_but_their_clicks_stay_in_the_total(api: Program) -> None:
    link = api.library.find("", "c")
    assert link is not None
    api.library.delete(link.id, None)
    body = api.json(action="stats", limit="10")
    assert slugs(body) == "bad"
    assert body["stats"] == {"total_links": 3, "total_clicks": 35}


def test_db_stats_are_the_totals_alone(api: Program) -> None:
    body = api.json(action="db-stats")
    assert list(body.items()) == [
        ("db-stats", {"total_links": 4, "total_clicks": 35}),
        ("statusCode", "200"),
        ("message", "success"),
    ]


@pytest.mark.parametrize("action", ["stats", "db-stats"])
def test_statistics_need_a_structured_format(api: Program, action: str) -> None:
    response = api.ask({"action": action, "format": "simple", "limit": "5"})
    assert (response.status_code, response.get_data(as_text=True)) == (200, "Need either XML or JSON format for stats")


def test_spreadsheets_find_clicks_in_the_xml(api: Program) -> None:
    text = api.ask({"action": "stats", "limit": "1"}).get_data(as_text=True)
    assert text.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<root><links><link_1><shorturl>https://sho.rt/b</shorturl>'
    )
    assert "<ip/><clicks>21</clicks></link_1></links><stats><total_links>4</total_links>" in text
    assert text.endswith("<statusCode>200</statusCode><message>success</message></root>\n")
