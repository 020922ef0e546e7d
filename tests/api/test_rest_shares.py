"""Shared pages over REST: made with an address that is told once, listed without it, and ended."""

import pytest

from shortener.accounts import audit, people
from tests.api.program import SITE, Rest, told


@pytest.fixture(autouse=True)
def link(rest: Rest) -> None:
    rest.post("/links", {"target": "https://example.org/", "slug": "one"})


def opens(rest: Rest, url: str) -> int:
    return rest.client.get(url.removeprefix(SITE), base_url=SITE).status_code


def test_one_is_made_opens_is_listed_without_its_address_and_is_ended(rest: Rest) -> None:
    made = rest.post("/links/one/shares", {"days": 7})
    url = made.pop("url")
    assert opens(rest, url) == 200
    assert rest.get("/links/one/shares") == {"shares": [made]}
    assert (made["number"], made["by"]) == (1, "ada")
    assert told(rest.ask("DELETE", "/shares/1"), 200) == made
    assert opens(rest, url) == 404
    assert rest.get("/links/one/shares") == {"shares": []}
    for number in ("1", "77", "9" * 25):
        assert rest.ask("DELETE", f"/shares/{number}").status_code == 404
    with rest.database.read() as session:
        lines = [(line.name, line.action) for line in audit.lines(session, audit.Asked(), 9)]
    assert lines == [("ada", "share-ended"), ("ada", "shared")]


def test_an_answer_that_is_given_again_lacks_what_opens_the_page(rest: Rest) -> None:
    first = rest.post("/links/one/shares", {"days": 1}, Idempotency_Key="once")
    again = rest.post("/links/one/shares", {"days": 1}, Idempotency_Key="once")
    assert again == first | {"url": f"{SITE}/-/stats/"}
    assert len(rest.get("/links/one/shares")["shares"]) == 1


@pytest.mark.parametrize("days", [0, 2, "7", None])
def test_only_some_numbers_of_days_are_there(rest: Rest, days: object) -> None:
    assert rest.ask("POST", "/links/one/shares", {"days": days}).status_code == 400


def test_those_of_others_are_not_there_for_who_has_their_own_links_only(rest: Rest) -> None:
    rest.post("/links/one/shares", {"days": 7})
    key = rest.make_key("ed", ["links:read", "links:write"])
    with rest.database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    assert rest.ask("GET", "/links/one/shares", key=key).status_code == 404
    assert rest.ask("DELETE", "/shares/1", key=key).status_code == 404
    assert len(rest.get("/links/one/shares")["shares"]) == 1
