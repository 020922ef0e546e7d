"""/api/v1/links: one link made, read, put, changed, deleted and brought back, and every condition held."""

from urllib.parse import quote

import pytest

from shortener.api.v1.blueprint import BELOW
from shortener.links.drafts import Draft
from tests.api.program import Rest, problem, told
from tests.reports.clicking import add_totals

TARGET, LATER = "https://example.org/a", "2027-01-01T00:00:00Z"


def test_a_link_needs_no_more_than_a_target(rest: Rest) -> None:
    answer = rest.ask("POST", "/links", {"target": TARGET})
    link = told(answer, 201)
    assert (link["target"], link["state"], link["version"], link["owner"]) == (TARGET, "live", 1, "ada")
    assert link["url"] == f"http://localhost:8000/{link['slug']}"
    assert (link["clicks"], link["last_click_at"], link["deleted_at"]) == (0, None, None)
    assert link["created_at"].endswith("Z")
    assert answer.headers["Location"] == f"/api/v1/links/{link['slug']}?domain=localhost"
    assert answer.headers["ETag"].startswith(f'"{link["id"]}-1-')
    assert rest.client.get(answer.headers["Location"], base_url="http://localhost:8000").status_code == 401


def test_everything_that_a_link_has_can_be_said(rest: Rest) -> None:
    wanted = {
        "slug": "Scratch-New",
        "title": "Scratch",
        "notes": "first\nsecond",
        "tags": ["poster", "ünï"],
        "owner": "ed",
        "status": 308,
        "forward_query": True,
        "starts_at": "2026-01-01T01:00:00.000+01:00",
        "ends_at": "2030-01-01T00:00:00.000Z",
        "printed": True,
        "printed_reason": "on a board",
    }
    made = rest.post("/links", {"target": TARGET, **wanted})
    assert {name: made[name] for name in wanted} == wanted | {"starts_at": "2026-01-01T00:00:00.000Z"}
    assert rest.get("/links/Scratch-New") == made
    assert rest.post("/links", {"target": TARGET, "slug": "free", "owner": None})["owner"] is None


@pytest.mark.parametrize("slash", ["/", "%2F", "%2f"])
def test_slugs_with_slashes_work_everywhere(rest: Rest, slash: str) -> None:
    for slug in ("a/b", "a/x-stats", "a/stats/top", "ключ/ä-b"):
        rest.post("/links", {"target": TARGET, "slug": slug})
        check_everywhere(rest, slug, "/links/" + quote(slug, safe="").replace("%2F", slash))


def check_everywhere(rest: Rest, slug: str, path: str) -> None:
    assert rest.get(path)["slug"] == slug
    assert told(rest.ask("PATCH", path, {"title": "T"}), 200)["title"] == "T"
    assert told(rest.ask("PUT", path, {"target": f"{TARGET}/2"}), 200)["target"] == f"{TARGET}/2"
    assert rest.get(f"{path}/stats")["clicks"] == 0
    assert told(rest.ask("DELETE", path), 200)["state"] == "deleted"
    assert told(rest.ask("POST", f"{path}/restore"), 200)["state"] == "live"


@pytest.mark.parametrize("below", BELOW)
def test_what_is_below_a_link_is_no_slug_unless_its_slash_is_encoded(rest: Rest, below: str) -> None:
    answer = rest.ask("PUT", f"/links/one{below}", {"target": TARGET})
    assert (problem(answer, 405), "PUT" in answer.headers["Allow"]) == ("method", False)
    encoded = f"/links/one{below.replace('/', '%2F')}"
    assert told(rest.ask("PUT", encoded, {"target": TARGET}), 201)["slug"] == f"one{below}"
    assert rest.get(encoded)["slug"] == f"one{below}"


def test_a_put_makes_what_is_not_there_and_leaves_alone_what_it_does_not_name(rest: Rest) -> None:
    made = told(rest.ask("PUT", "/links/up", {"target": TARGET, "title": "T", "tags": ["a"]}), 201)
    again = told(rest.ask("PUT", "/links/up", {"target": TARGET, "title": "T"}), 200)
    assert again == made
    after = told(rest.ask("PUT", "/links/up", {"target": f"{TARGET}/2"}), 200)
    assert (after["target"], after["title"], after["tags"], after["version"]) == (f"{TARGET}/2", "T", ["a"], 2)


def test_an_edit_changes_what_it_names_and_a_rename_keeps_the_old_slug(rest: Rest) -> None:
    rest.post("/links", {"target": TARGET, "slug": "old", "title": "T", "ends_at": "2030-01-01T00:00:00Z"})
    after = told(rest.ask("PATCH", "/links/old", {"slug": "new", "ends_at": None, "owner": None}), 200)
    assert (after["slug"], after["aliases"], after["title"], after["ends_at"]) == ("new", ["old"], "T", None)
    assert after["owner"] is None
    assert rest.get("/links/old") == after


def test_merge_patch_is_a_content_type_too(rest: Rest) -> None:
    rest.post("/links", {"target": TARGET, "slug": "one"})
    kind = "application/merge-patch+json"
    assert told(rest.ask("PATCH", "/links/one", {"title": "T"}, Content_Type=kind), 200)["title"] == "T"
    assert problem(rest.ask("PUT", "/links/one", {"target": TARGET}, Content_Type=kind), 415) == "media-type"


def test_a_deleted_link_is_gone_until_it_is_asked_for_or_restored(rest: Rest) -> None:
    rest.post("/links", {"target": TARGET, "slug": "one"})
    deleted = told(rest.ask("DELETE", "/links/one", raw="?reason=over"), 200)
    assert deleted["deleted_at"]
    assert problem(rest.ask("GET", "/links/one"), 404) == "missing"
    assert problem(rest.ask("PATCH", "/links/one", {}), 404) == "missing"
    assert problem(rest.ask("DELETE", "/links/one"), 404) == "missing"
    assert problem(rest.ask("PUT", "/links/one", {"target": TARGET}), 409) == "taken"
    assert rest.get("/links/one", raw="?deleted=1") == deleted
    assert rest.library.history(deleted["id"])[0].reason == "over"
    assert rest.post("/links/one/restore", status=200)["state"] == "live"
    assert problem(rest.ask("POST", "/links/one/restore"), 409) == "live"
    assert problem(rest.ask("POST", "/links/none/restore"), 404) == "missing"


def test_an_edit_with_an_old_etag_changes_nothing(rest: Rest) -> None:
    first = rest.ask("POST", "/links", {"target": TARGET, "slug": "one"}).headers["ETag"]
    after = rest.ask("PATCH", "/links/one", {"title": "T"}, If_Match=first)
    second = after.headers["ETag"]
    assert (after.status_code, second[: second.rindex("-")]) == (200, first[: first.rindex("-")].replace("-1", "-2"))
    for method, body in (("PATCH", {"title": "X"}), ("PUT", {"target": f"{TARGET}/x"}), ("DELETE", None)):
        assert problem(rest.ask(method, "/links/one", body, If_Match=first), 412) == "stale"
    assert problem(rest.ask("PUT", "/links/other", {"target": TARGET}, If_Match="*"), 412) == "stale"
    assert rest.get("/links/one")["title"] == "T"
    assert told(rest.ask("PATCH", "/links/one", {"title": "U"}, If_Match=f'"else", {second}'), 200)["title"] == "U"
    assert told(rest.ask("DELETE", "/links/one", If_Match="*"), 200)["state"] == "deleted"


def test_a_put_can_be_kept_from_changing_what_is_there(rest: Rest) -> None:
    assert told(rest.ask("PUT", "/links/one", {"target": TARGET}, If_None_Match="*"), 201)["slug"] == "one"
    assert problem(rest.ask("PUT", "/links/one", {"target": f"{TARGET}/2"}, If_None_Match="*"), 412) == "exists"
    assert rest.get("/links/one")["target"] == TARGET


def test_a_printed_link_wants_a_reason(rest: Rest) -> None:
    rest.post("/links", {"target": TARGET, "slug": "one", "printed": True})
    answer = rest.ask("PATCH", "/links/one", {"target": f"{TARGET}/2"})
    assert problem(answer, 409) == "printed"
    assert answer.get_json()["field"] == "reason"
    assert problem(rest.ask("DELETE", "/links/one"), 409) == "printed"
    assert problem(rest.ask("DELETE", "/links/one", raw="?reason=%C2%87"), 422) == "control"
    assert told(rest.ask("PATCH", "/links/one", {"target": f"{TARGET}/2", "reason": "moved"}), 200)["version"] == 2
    assert told(rest.ask("PUT", "/links/one", {"target": TARGET, "reason": "back"}), 200)["version"] == 3


def test_links_of_another_domain_are_asked_for_by_its_name(rest: Rest) -> None:
    rest.library.add_domain("short.example")
    answer = rest.ask("POST", "/links", {"target": TARGET, "slug": "one", "domain": "short.example"})
    assert answer.headers["Location"] == "/api/v1/links/one?domain=short.example"
    assert problem(rest.ask("GET", "/links/one"), 404) == "missing"
    assert rest.get("/links/one", raw="?domain=SHORT.example")["url"] == "http://short.example/one"
    assert problem(rest.ask("GET", "/links/one", raw="?domain=nowhere.example"), 404) == "missing"


def test_clicks_are_told_with_the_link(rest: Rest) -> None:
    link = rest.post("/links", {"target": TARGET, "slug": "one"})
    assert (link["clicks"], link["clicks_before"], link["yourls_clicks"], link["legacy"]) == (0, 0, 0, False)
    add_totals(rest.database, link["id"], clicks=3, humans=2, last_at=1_790_000_000_000, carried=5, counter=7)
    found = rest.get("/links/one")
    assert (found["clicks"], found["last_click_at"]) == (3, "2026-09-21T14:13:20.000Z")
    assert (found["clicks_before"], found["yourls_clicks"]) == (5, 7)
    assert rest.get("/links")["links"] == [found]


def test_a_link_says_that_only_old_ones_may_lead_there(rest: Rest) -> None:
    rest.library.create(Draft(target="gopher://example.org/", slug="old", legacy=True), None)
    assert rest.get("/links/old")["legacy"] is True
    assert told(rest.ask("PATCH", "/links/old", {"target": TARGET}), 200)["legacy"] is False


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"target": "javascript:alert(1)"}, 422, "scheme", "target"),
        ({"target": "http://localhost:8000/x"}, 422, "loop", "target"),
        ({"target": TARGET, "slug": "a b"}, 422, "syntax", "slug"),
        ({"target": TARGET, "slug": "admin/x"}, 422, "reserved", "slug"),
        ({"target": TARGET, "slug": "there"}, 409, "taken", "slug"),
        ({"target": TARGET, "domain": "nowhere.example"}, 422, "unknown", "domain"),
        ({"target": TARGET, "owner": "nobody"}, 422, "unknown", "owner"),
        ({"target": TARGET, "title": "a\0b"}, 422, "control", "title"),
        ({"target": TARGET, "starts_at": LATER, "ends_at": "2026-01-01T00:00:00Z"}, 422, "syntax", "ends_at"),
        ({"target": TARGET, "starts_at": "0001-01-01T00:00:00+14:00"}, 422, "syntax", "starts_at"),
        ({"target": TARGET, "starts_at": "2027-01-01T00:00:00"}, 400, "bad-body", None),
        ({"target": TARGET, "status": 200}, 400, "bad-body", None),
        ({"target": TARGET, "tags": "a"}, 400, "bad-body", None),
        ({"target": TARGET, "colour": "red"}, 400, "bad-body", None),
        ({"slug": "a"}, 400, "bad-body", None),
        ([], 400, "bad-body", None),
    ],
)  # fmt: skip
def test_what_can_not_be_made_is_told_with_its_field(
    rest: Rest, body: object, status: int, code: str, field: str | None
) -> None:
    rest.library.create(Draft(target=TARGET, slug="there"), None)
    answer = rest.ask("POST", "/links", body)
    assert problem(answer, status) == code
    assert answer.get_json().get("field") == field
    assert len(rest.get("/links")["links"]) == 1
