"""/api/v1/openapi.json says what the API does: every route, each parameter that is read, each shape that comes back."""

import re
from collections.abc import Callable
from typing import Any, get_args

import msgspec
import pytest
from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from shortener.accounts.keys import SCOPES
from shortener.api.v1.blueprint import BELOW
from shortener.api.v1.keys import Scope
from shortener.api.v1.operations import OPERATIONS, Operation
from shortener.clock import now_ms
from tests.api.program import SITE, Rest
from tests.cli.conftest import Shell
from tests.reports.clicking import add_clicks, add_miss

PLAIN = {"OPTIONS", "HEAD"}
ABOUT = ("since=2026-04-01", "until=2026-04-16", "by=country", "per=week", "compare=before")


def document(rest: Rest) -> Any:
    return rest.get("/openapi.json", key="")


def test_it_needs_no_key_and_is_openapi_3_1(rest: Rest) -> None:
    found = document(rest)
    assert found["openapi"] == "3.1.0"
    assert found["servers"] == [{"url": "/api/v1"}]
    assert found["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_route_is_in_it_and_nothing_else(rest: Rest) -> None:
    routes = {
        (method, re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1"))
        for rule in rest.client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api_v1.unknown"
        for method in (rule.methods or set()) - PLAIN
    }
    told = {(method.upper(), path) for path, one in document(rest)["paths"].items() for method in one}
    assert told == routes
    assert len(told) > 25


def test_what_is_below_a_link_is_known_to_the_router() -> None:
    below = {one.path.removeprefix("/links/{slug}") for one in OPERATIONS if one.path.startswith("/links/{slug}/")}
    assert below == set(BELOW)


def test_names_are_unique_and_references_lead_somewhere(rest: Rest) -> None:
    found = document(rest)
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS)
    for reference in set(re.findall(r'"\$ref":"#/([^"]+)"', msgspec.json.encode(found).decode())):
        at = found
        for part in reference.split("/"):
            at = at[part]


def test_scopes_are_those_that_keys_have() -> None:
    assert get_args(Scope) == SCOPES
    assert {one.scope for one in OPERATIONS} <= {"", *SCOPES}


HEARD: set[str] = set()


def listening(method: str) -> Callable[..., Any]:
    def look(asked: Any, name: str, *more: Any, **options: Any) -> Any:
        HEARD.add(name)
        return getattr(ImmutableMultiDict, method)(asked, name, *more, **options)

    return look


WAYS = ("__getitem__", "__contains__", "get", "getlist")
Listening = type("Listening", (ImmutableMultiDict,), {name: listening(name) for name in WAYS})


def test_every_parameter_that_is_read_is_told_and_every_one_told_is_read(
    rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Request, "parameter_storage_class", Listening)
    for one in OPERATIONS:
        rest.ask("PUT", "/links/one", {"target": "https://example.org/"})
        rest.ask("PUT", "/links/two", {"target": "https://example.org/"})
        HEARD.clear()
        path = one.path.replace("{slug}", "one").replace("{tag}", "poster").replace("{number}", "7")
        for form in ("json", "csv"):  # the zone of a file's name is asked for with the file alone
            more = ["link=one&link=two"] if one.path == "/stats/compare" else []
            asked = [f"format={form}"] if "format" in {each.name for each in one.query} else []
            rest.ask(one.method, path, _body(one), raw="?" + "&".join(asked + more))
        refused = {"tag"} if one.path.startswith("/links/{slug}/stats") else set()
        assert {each.name for each in one.query} | refused == HEARD, one.name


def _body(one: Operation) -> Any:
    if one.name == "batch":
        return {"items": [{"do": "delete", "slug": "x"}]}
    if one.name == "make_key":
        return {"name": "x", "scopes": ["admin"]}
    own: dict[str, Any] = {"edit_link": {}, "write_remark": {"at": "2026-05-03T00:00:00Z", "words": "x"}}
    own["share_link"] = {"days": 7}
    return own.get(one.name, {"target": "https://example.org/"}) if one.body is not None else None


def test_answers_have_the_shape_that_is_told(rest: Rest, shell: Shell) -> None:
    """Types that forbid unknown fields, over two weeks of a demo: a field that nobody told of fails."""
    assert shell("demo", "--clicks", "300", "--links", "8", "--days", "20", "--until", "2026-04-15").status == 0
    add_clicks(rest.database, [{"clicked_at": now_ms()}])
    add_miss(rest.database, "scratch", 3, referrers='{"a.example":2}')
    slugs = [row["slug"] for row in rest.get("/links")["links"]]
    shapes = [one for one in OPERATIONS if one.method == "GET" and one.scope and one.answers[200].body is not None]
    for one in shapes:
        names = {each.name for each in one.query}
        asked = [word for word in ABOUT if "stats" in one.path and word.partition("=")[0] in names]
        more = [f"link={slug}" for slug in slugs[:2]] if one.path == "/stats/compare" else []
        answer = rest.ask("GET", one.path.replace("{slug}", slugs[0]), raw="?" + "&".join(asked + more))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        msgspec.json.decode(answer.data, type=one.answers[200].body)
    assert len(shapes) > 15


def test_the_page_shows_every_operation_and_asks_nobody_else(rest: Rest) -> None:
    answer = rest.client.get("/api/v1/docs", base_url=SITE)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    for one in OPERATIONS:
        assert f"{one.method} {one.path}</code>" in page
    sources = re.findall(r'(?:src|href)="([^"#]+)"', page)
    assert [source for source in sources if not source.startswith(("/static/", "openapi.json"))] == []
    assert "<script" not in page
    assert "style=" not in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert rest.client.get(sources[0], base_url=SITE).status_code == 200
