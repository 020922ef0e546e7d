"""GET /api/v1/links and /api/v1/tags: lists in any order, narrowed, and walked to their end by opaque cursors."""

from typing import Any

import pytest

from tests.api.program import Rest, problem
from tests.reports.clicking import add_totals

TARGET = "https://example.org/"


@pytest.fixture
def many(rest: Rest) -> Rest:
    """Seven links s0 to s6; the even ones have the tag even, s3 is off, s5 is deleted, s2 was clicked twice."""
    rest.library.add_domain("short.example")
    for number in range(7):
        tags = ["even"] if number % 2 == 0 else ["odd"]
        body = {"target": f"{TARGET}{number}", "slug": f"s{number}", "tags": tags, "enabled": number != 3}
        rest.post("/links", body | ({"domain": "short.example"} if number == 6 else {}))
    rest.ask("DELETE", "/links/s5")
    add_totals(rest.database, rest.get("/links/s2")["id"], clicks=2, last_at=5)
    return rest


def slugs(found: Any) -> list[str]:
    return [link["slug"] for link in found["links"]]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("", "s6 s4 s3 s2 s1 s0"),
        ("?order=asc", "s0 s1 s2 s3 s4 s6"),
        ("?sort=slug&order=asc&domain=localhost", "s0 s1 s2 s3 s4"),
        ("?sort=clicks", "s2 s6 s4 s3 s1 s0"),
        ("?sort=last&limit=1", "s2"),
        ("?tag=even", "s6 s4 s2 s0"),
        ("?tag=nothing", ""),
        ("?state=off", "s3"),
        ("?state=deleted", "s5"),
        ("?search=example.org/4", "s4"),
        ("?clicks=some", "s2"),
        ("?domain=short.example", "s6"),
        ("?owner=ada&kind=printed", ""),
        ("?owner=", ""),
        ("?until=2001-01-01", ""),
        ("?since=2001-01-01T00:00:00Z&tag=odd", "s3 s1"),
    ],
)
def test_links_are_narrowed_and_sorted(many: Rest, raw: str, wanted: str) -> None:
    found = many.get("/links", raw=raw)
    assert slugs(found) == wanted.split()
    if "limit" not in raw:
        assert (found["total"], found["more"], found["next"]) == (len(wanted.split()), False, None)


@pytest.mark.parametrize("sort", ["created", "clicks", "slug", "last"])
def test_a_list_is_walked_there_and_back(many: Rest, sort: str) -> None:
    whole = slugs(many.get("/links", raw=f"?sort={sort}"))
    found, seen = many.get("/links", raw=f"?sort={sort}&limit=2"), []
    assert found["previous"] is None
    while True:
        seen += slugs(found)
        assert found["total"] == 6
        if found["next"] is None:
            break
        found = many.get("/links", raw=f"?sort={sort}&limit=2&cursor={found['next']}")
    assert seen == whole
    back = many.get("/links", raw=f"?sort={sort}&limit=4&cursor={found['previous']}")
    assert slugs(back) == whole[:4]


def test_a_link_made_meanwhile_moves_nothing(many: Rest) -> None:
    first = many.get("/links", raw="?limit=3")
    many.post("/links", {"target": TARGET, "slug": "new"})
    assert slugs(many.get("/links", raw=f"?limit=3&cursor={first['next']}")) == ["s2", "s1", "s0"]


def test_the_link_header_leads_to_the_same(many: Rest) -> None:
    answer = many.ask("GET", "/links", raw="?limit=2&tag=even")
    (url, rel) = answer.headers["Link"].split("; ")
    assert rel == 'rel="next"'
    after = many.ask("GET", url.strip("<>").removeprefix("/api/v1"))
    assert slugs(after.get_json()) == ["s2", "s0"]
    assert after.headers["Link"].endswith('rel="prev"')
    assert "Link" not in many.ask("GET", "/links").headers


def test_a_cursor_that_is_none_or_of_another_list_is_refused(many: Rest) -> None:
    cursor = many.get("/links", raw="?limit=2")["next"]
    for raw in (
        f"?cursor={cursor}&tag=even",
        f"?cursor={cursor}&sort=slug",
        "?cursor=x",
        "?cursor=%C3%A9",
        "?cursor=W10",
    ):
        answer = many.ask("GET", "/links", raw=raw)
        assert problem(answer, 400) == "bad-question"
        assert answer.get_json()["detail"].startswith("cursor ")


@pytest.mark.parametrize(
    "raw", ["?limit=0", "?limit=1001", "?sort=id", "?order=up", "?state=new", "?owner=nobody", "?since=x", "?kind=x"]
)
def test_nonsense_is_refused(many: Rest, raw: str) -> None:
    assert problem(many.ask("GET", "/links", raw=raw), 400) == "bad-question"


def test_tags_come_by_name_with_how_many_links_have_them(many: Rest) -> None:
    first = many.get("/tags", raw="?limit=1")
    assert first == {"tags": [{"name": "even", "colour": "", "links": 4}], "next": "even"}
    rest = many.get("/tags", raw=f"?limit=1&cursor={first['next']}")
    assert rest == {"tags": [{"name": "odd", "colour": "", "links": 2}], "next": None}
    many.ask("PATCH", "/links/s1", {"tags": ["ünï code"]})
    assert [tag["name"] for tag in many.get("/tags")["tags"]] == ["even", "odd", "ünï code"]
