"""Tags over REST: renamed, coloured, made one, removed."""

import pytest

from tests.api.program import Rest, problem


@pytest.fixture(autouse=True)
def tagged(rest: Rest) -> None:
    for slug, tags in (("a", ["Poster", "50/50"]), ("b", ["Poster", "School"])):
        assert (
            rest.ask("POST", "/links", {"target": f"https://{slug}.example/", "slug": slug, "tags": tags}).status_code
            == 201
        )


def names(rest: Rest) -> list[tuple[str, int]]:
    return [(tag["name"], tag["links"]) for tag in rest.ask("GET", "/tags").get_json()["tags"]]


def test_one_gets_another_name_and_colour_on_all_links(rest: Rest) -> None:
    answer = rest.ask("PATCH", "/tags/Poster", {"name": "Placard", "colour": "#2f8d7b"})
    assert (answer.status_code, answer.get_json()) == (200, {"name": "Placard", "colour": "#2f8d7b", "links": 2})
    assert rest.ask("PATCH", "/tags/Placard", {"name": "Wall"}).get_json()["colour"] == "#2f8d7b"
    assert sorted(rest.ask("GET", "/links/a").get_json()["tags"]) == ["50/50", "Wall"]


def test_a_name_with_a_slash_stands_in_an_address(rest: Rest) -> None:
    assert rest.ask("PATCH", "/tags/50%2F50", {"name": "Half/half"}).status_code == 200
    assert rest.ask("DELETE", "/tags/Half/half").get_json() == {"name": "Half/half", "colour": "", "links": 1}
    assert names(rest) == [("Poster", 2), ("School", 1)]


def test_two_are_made_one_only_when_that_is_asked_for(rest: Rest) -> None:
    assert problem(rest.ask("PATCH", "/tags/School", {"name": "poster"}), 409) == "taken"
    assert rest.ask("PATCH", "/tags/School", {"name": "poster", "merge": True}).get_json()["name"] == "Poster"
    assert names(rest) == [("50/50", 1), ("Poster", 2)]


@pytest.mark.parametrize("body", [{"colour": "red"}, {"name": ""}, {"name": "x" * 65}, {"nme": "x"}, {"name": None}])
def test_what_makes_no_sense_is_refused(rest: Rest, body: dict[str, object]) -> None:
    assert rest.ask("PATCH", "/tags/Poster", body).status_code in {400, 422}


def test_what_is_not_there_is_not_found(rest: Rest) -> None:
    for method, body in (("PATCH", {"name": "x"}), ("DELETE", None)):
        assert problem(rest.ask(method, "/tags/nope", body), 404) == "missing"
