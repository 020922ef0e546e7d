"""POST /api/v1/batch: many changes at once, each told by itself, and what one is refused stops no other."""

from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from shortener.links.many import ManyEditor
from shortener.links.slug import fold
from tests.api.program import Rest, problem

TARGET = "https://example.org/"


def make(slug: str, **more: Any) -> dict[str, Any]:
    return {"do": "create", "link": {"target": TARGET, "slug": slug, **more}}


def send(rest: Rest, items: list[dict[str, Any]]) -> Any:
    return rest.post("/batch", {"items": items}, status=200)


def test_each_item_is_done_or_told_why_not(rest: Rest) -> None:
    rest.post("/links", {"target": TARGET, "slug": "there"})
    found = send(
        rest,
        [
            make("a"),
            make("there"),
            make("b", owner="nobody"),
            {"do": "upsert", "slug": "a", "link": {"target": f"{TARGET}2"}},
            {"do": "upsert", "slug": "c/d", "link": {"target": TARGET}},
            {"do": "edit", "slug": "there", "version": 1, "changes": {"title": "T"}},
            {"do": "edit", "slug": "there", "version": 1, "changes": {"title": "U"}},
            {"do": "edit", "slug": "none", "changes": {}},
            {"do": "delete", "slug": "c/d", "version": 1, "reason": "over"},
            {"do": "delete", "slug": "c/d"},
            {"do": "upsert", "slug": "e", "version": 1, "link": {"target": TARGET}},
        ],
    )
    results = found["results"]
    assert [one["status"] for one in results] == [201, 409, 422, 200, 201, 200, 412, 404, 200, 404, 412]
    assert (found["done"], found["refused"]) == (5, 6)
    assert [one["link"] is None for one in results] == [one["problem"] is not None for one in results]
    assert results[1]["problem"]["code"] == "taken"
    assert results[1]["problem"]["status"] == 409
    assert (results[3]["link"]["target"], results[3]["link"]["version"]) == (f"{TARGET}2", 2)
    assert results[8]["link"]["state"] == "deleted"
    assert {one["slug"] for one in rest.get("/links")["links"]} == {"a", "there"}


def test_a_thousand_go_at_once_and_not_one_more(rest: Rest) -> None:
    found = send(rest, [make("" if number else "first") for number in range(1000)])
    assert (found["done"], len(found["results"])) == (1000, 1000)
    assert rest.get("/links?limit=1")["total"] == 1000
    assert len({one["link"]["slug"] for one in found["results"]}) == 1000
    for items in ([], [make("x")] * 1001):
        assert problem(rest.ask("POST", "/batch", {"items": items}), 400) == "bad-body"


@pytest.mark.parametrize(
    "item",
    [
        {"do": "rename", "slug": "a"},
        {"do": "edit", "slug": "a"},
        {"do": "create", "link": {"target": TARGET, "colour": "red"}},
        {"do": "delete", "slug": "a", "version": "1"},
        {"slug": "a"},
    ],
)
def test_an_item_that_is_none_is_named_and_nothing_is_done(rest: Rest, item: dict[str, Any]) -> None:
    answer = rest.ask("POST", "/batch", {"items": [make("a"), item]})
    assert problem(answer, 400) == "bad-body"
    assert "$.items[1]" in answer.get_json()["detail"]
    assert rest.get("/links")["total"] == 0


def test_what_the_database_did_not_answer_is_told_and_the_rest_is_kept(
    rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred go in one transaction: those of the second one are undone with it."""
    create = ManyEditor.create_each

    def away(editor: ManyEditor, drafts: Any) -> Any:
        if "s150" in {draft.slug for draft in drafts}:
            raise OperationalError("INSERT", {}, Exception("gone"))
        return create(editor, drafts)

    monkeypatch.setattr(ManyEditor, "create_each", away)
    found = send(rest, [make(f"s{number}") for number in range(250)])
    assert (found["done"], found["refused"]) == (150, 100)
    assert {one["status"] for one in found["results"][100:200]} == {503}
    assert {one["status"] for one in found["results"][:100] + found["results"][200:]} == {201}
    assert rest.get("/links?limit=1")["total"] == 150


def test_what_is_about_one_slug_is_done_in_order_however_it_is_written(rest: Rest) -> None:
    found = send(
        rest,
        [
            {"do": "delete", "slug": "a"},
            make("a"),
            {"do": "edit", "slug": "a", "domain": "LOCALHOST", "changes": {"title": "T"}},
            {"do": "edit", "slug": "a", "changes": {"slug": "b"}},
            {"do": "edit", "slug": "a", "version": 3, "changes": {"notes": "by its alias"}},
            {"do": "edit", "slug": "b", "changes": {"tags": ["x"]}},
            {"do": "delete", "slug": "b", "domain": "localhost"},
            make("a"),
            make("A"),
            {"do": "upsert", "slug": "", "link": {"target": TARGET}},
        ],
    )
    assert [one["status"] for one in found["results"]] == [404, 201, 200, 200, 200, 200, 200, 409, 201, 422]
    last = found["results"][6]["link"]
    assert (last["title"], last["notes"], last["tags"], last["version"]) == ("T", "by its alias", ["x"], 6)
    assert [one.action for one in rest.library.history(last["id"])] == [
        "delete", "edit", "edit", "rename", "edit", "create"
    ]  # fmt: skip


def test_slugs_by_chance_look_like_none_that_is_named(rest: Rest) -> None:
    found = send(rest, [make("" if number % 2 else f"n{number}") for number in range(60)])
    slugs = [one["link"]["slug"] for one in found["results"]]
    assert len({fold(slug) for slug in slugs}) == 60
    assert slugs[::2] == [f"n{number}" for number in range(0, 60, 2)]


def test_a_batch_is_a_few_statements_for_each_hundred(rest: Rest) -> None:
    """Not some for each link: a thousand links are done in about a second."""
    counted: list[str] = []
    event.listen(rest.database.engine, "before_cursor_execute", lambda *told: counted.append(told[2]))
    named = [f"s{number}" for number in range(100)]
    for items in (
        [make(slug, tags=["a"], owner="ed") for slug in named],
        [{"do": "upsert", "slug": slug, "link": {"target": f"{TARGET}2", "tags": ["b"]}} for slug in named],
        [{"do": "edit", "slug": slug, "version": 2, "changes": {"title": "T"}} for slug in named],
        [{"do": "delete", "slug": slug, "reason": "over"} for slug in named],
    ):
        counted.clear()
        assert send(rest, items)["done"] == 100
        assert len(counted) < 60, counted


def test_who_asked_is_in_the_history(rest: Rest) -> None:
    key = rest.make_key("ed", ["links:write"])
    found = rest.post("/batch", {"items": [make("a")]}, status=200, key=key)
    link = found["results"][0]["link"]
    assert link["owner"] == "ed"
    assert rest.library.history(link["id"])[0].changed_by_id == rest.library.get(link["id"]).owner_id
