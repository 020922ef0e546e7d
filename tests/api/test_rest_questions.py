"""A parameter that an address doesn't have, or that comes twice, is named: a misspelt one must look like no answer."""

import pytest

from shortener.api.v1.operations import OPERATIONS
from tests.api.program import Rest, problem

KEYED = [one for one in OPERATIONS if one.scope]


def test_no_address_takes_a_parameter_that_it_does_not_have(rest: Rest) -> None:
    rest.post("/links", {"target": "https://example.org/", "slug": "one"})
    for one in KEYED:
        path = one.path.replace("{slug}", "one").replace("{tag}", "poster").replace("{number}", "1")
        answer = rest.ask(one.method, path, {} if one.body is not None else None, raw="?serach=x")
        assert problem(answer, 400) == "bad-question", one.name
        assert "'serach' is no parameter of this address" in answer.get_json()["detail"]
        assert all(each.name in answer.get_json()["detail"] for each in one.query), one.name
    assert rest.get("/links")["total"] == 1


@pytest.mark.parametrize("raw", ["?limit=1&limit=2", "?search=a&search=a", "?cursor=&cursor="])
def test_what_may_come_once_comes_once(rest: Rest, raw: str) -> None:
    answer = rest.ask("GET", "/links", raw=raw)
    assert problem(answer, 400) == "bad-question"
    assert "may be given once, not 2 times" in answer.get_json()["detail"]


def test_lists_may_be_repeated(rest: Rest) -> None:
    found = rest.get("/stats", raw="?by=country&by=family,country")
    assert set(found["breakdowns"]) == {"country", "family"}


@pytest.mark.parametrize("by", ["", "country,", ",,", "country,,family"])
def test_a_list_with_nothing_between_its_commas_is_refused(rest: Rest, by: str) -> None:
    answer = rest.ask("GET", "/stats", raw=f"?by={by}")
    assert problem(answer, 400) == "bad-question"
    assert "by may name" in answer.get_json()["detail"]
    assert rest.get("/stats")["breakdowns"] == {}


def test_the_reference_takes_what_comes(rest: Rest) -> None:
    assert rest.get("/openapi.json", raw="?v=2", key="")["openapi"] == "3.1.0"
