"""The key of somebody who is kept to their own links: over every address it reaches those and tells of no others."""

from typing import Any

import pytest

from shortener.accounts import people
from shortener.accounts.roles import ABOUT_ALL
from shortener.api.v1.operations import OPERATIONS, Operation
from shortener.links.drafts import Draft
from tests.api.program import Rest, problem, told
from tests.reports.clicking import add_clicks, add_totals

SECRET = "theirs-alone"
TARGET = f"https://example.org/{SECRET}"
OWN = "https://example.org/mine"


@pytest.fixture
def key(rest: Rest) -> str:
    """Ed's, for everything; link 1 is ada's, link 2 his own. Both have a click and a tag."""
    key = rest.make_key("ed", ["admin"])
    for slug, target, owner in ((SECRET, TARGET, "ada"), ("mine", OWN, "ed")):
        made = rest.post("/links", {"target": target, "slug": slug, "title": slug, "tags": [slug], "owner": owner})
        add_totals(rest.database, made["id"], clicks=made["id"], humans=1, last_at=1)
        add_clicks(rest.database, [{"clicked_at": 1, "link_id": made["id"]}])
    with rest.database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    return key


def path_of(one: Operation, slug: str) -> str:
    return one.path.replace("{slug}", slug).replace("{tag}", slug).replace("{number}", "1")


def body_of(one: Operation, slug: str) -> Any:
    bodies: dict[str, Any] = {
        "batch": {"items": [{"do": "delete", "slug": slug}]},
        "edit_link": {"title": "T"},
        "make_key": {"name": "x", "scopes": ["admin"]},
        "create_link": {"target": OWN, "slug": slug},
        "put_link": {"target": OWN},
        "change_tag": {"name": "x"},
        "write_remark": {"at": "2026-05-03T00:00:00Z", "words": "x"},
        "share_link": {"days": 7},
    }
    return bodies[one.name] if one.body is not None else None


def raw_of(one: Operation, slug: str) -> str:
    if one.name == "stats_compare":
        return f"?link={slug}&link=mine"
    return f"?link={slug}" if one.path.startswith("/clicks") else ""


def test_no_address_tells_of_or_changes_what_belongs_to_somebody_else(rest: Rest, key: str) -> None:
    before = rest.get(f"/links/{SECRET}")
    for one in OPERATIONS:
        answer = rest.ask(one.method, path_of(one, SECRET), body_of(one, SECRET), raw=raw_of(one, SECRET), key=key)
        told_of = answer.get_data(as_text=True)
        if one.name == "list_links":
            assert [link["slug"] for link in answer.get_json()["links"]] == ["mine"]
        elif one.name == "batch":
            assert answer.get_json()["results"][0]["status"] == 404
        elif one.name in {"create_link", "put_link"}:
            assert problem(answer, 409) == "taken"
        elif one.scope:
            assert answer.status_code in {403, 404}, one.name
        assert TARGET not in told_of, one.name
        assert '"ada"' not in told_of, one.name
    assert rest.get(f"/links/{SECRET}") == before


def test_what_is_about_all_links_is_closed_and_says_why(rest: Rest, key: str) -> None:
    about_all = [one for one in OPERATIONS if one.action in ABOUT_ALL]
    assert len(about_all) > 8
    for one in about_all:
        answer = rest.ask(one.method, path_of(one, "mine"), body_of(one, "mine"), key=key)
        assert problem(answer, 403) == "kept", one.name
    for path in ("/clicks", "/clicks/about", f"/clicks?tag={SECRET}", "/stats/compare?tag=mine&link=mine"):
        assert problem(rest.ask("GET", path, key=key), 403) == "kept", path


def test_ones_own_links_are_read_listed_counted_and_downloaded(rest: Rest, key: str) -> None:
    rest.post("/links", {"target": OWN, "slug": "too", "owner": "ed"})
    assert rest.get("/links/mine", key=key)["clicks"] == 2
    assert rest.get("/links?sort=clicks&owner=ed", key=key)["total"] == 2
    assert rest.get("/links/mine/stats", key=key, raw="?since=1971-01-01")["clicks"] == 0
    for below in ("/hours", "/ipv6", "/live"):
        assert rest.ask("GET", f"/links/mine/stats{below}", key=key).status_code == 200
    assert len(rest.get("/stats/compare?link=mine&link=too", key=key)["sides"]) == 2
    assert rest.get("/clicks/about?link=mine", key=key)["rows"] == 1
    assert rest.ask("GET", "/clicks?link=mine", key=key).text.count("\n") == 2


def test_ones_own_links_are_made_changed_deleted_and_brought_back(rest: Rest, key: str) -> None:
    assert rest.post("/links", {"target": OWN, "slug": "new"}, key=key)["owner"] == "ed"
    assert told(rest.ask("PUT", "/links/put", {"target": OWN, "owner": "ed"}, key=key), 201)["owner"] == "ed"
    assert told(rest.ask("PATCH", "/links/new", {"title": "T", "owner": " ed"}, key=key), 200)["title"] == "T"
    assert told(rest.ask("DELETE", "/links/new", key=key), 200)["state"] == "deleted"
    assert rest.post("/links/new/restore", status=200, key=key)["state"] == "live"
    items = [
        {"do": "create", "link": {"target": OWN, "slug": "b"}},
        {"do": "upsert", "slug": SECRET, "link": {"target": OWN}},
        {"do": "edit", "slug": SECRET, "changes": {"title": "mine now"}},
        {"do": "edit", "slug": "mine", "changes": {"slug": SECRET}},
        {"do": "edit", "slug": "mine", "changes": {"title": "U"}},
    ]
    found = rest.post("/batch", {"items": items}, status=200, key=key)
    assert [one["status"] for one in found["results"]] == [201, 409, 404, 409, 200]
    assert TARGET not in str(found)


def test_no_link_is_given_away_and_nobody_is_named(rest: Rest, key: str) -> None:
    for owner in ("ada", "nobody", None):
        for method, path, body in (("POST", "/links", {"target": OWN}), ("PATCH", "/links/mine", {})):
            answer = rest.ask(method, path, body | {"owner": owner}, key=key)
            assert (problem(answer, 422), answer.get_json()["field"]) == ("kept", "owner")
    refusals = [rest.ask("GET", "/links", raw=f"?owner={name}", key=key) for name in ("ada", "nobody", "")]
    assert {problem(answer, 403) for answer in refusals} == {"kept"}
    assert len({answer.get_data() for answer in refusals}) == 1
    assert rest.get("/links", key=key)["total"] == 1


def test_who_is_kept_no_longer_or_is_an_admin_reaches_all_again(rest: Rest, key: str) -> None:
    with rest.database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=False)
        people.keep_to_own(session, "ada", own_links_only=True)
    assert rest.get("/links", key=key)["total"] == 2
    assert rest.get("/links")["total"] == 2
    assert rest.get("/tags", key=key)["tags"]


def test_a_deleted_link_of_somebody_else_is_not_there_either(rest: Rest, key: str) -> None:
    rest.library.create(Draft(target=TARGET, slug="gone"), None)
    rest.ask("DELETE", "/links/gone")
    assert problem(rest.ask("GET", "/links/gone", raw="?deleted=1", key=key), 404) == "missing"
    assert problem(rest.ask("POST", "/links/gone/restore", key=key), 404) == "missing"
    answer = rest.ask("POST", "/links", {"target": OWN, "slug": "gone"}, key=key)
    assert (problem(answer, 409), "deleted" in answer.get_json()["detail"]) == ("taken", False)
