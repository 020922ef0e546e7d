"""Actions of plug-ins that change links: delete, update, change_keyword."""

from dataclasses import replace
from typing import Any

import pytest

from shortener import work
from shortener.links.drafts import Draft
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.api.conftest import SITE, OpenApi, Program
from tests.faces import add_person, running, visitor

TARGET = "https://example.org/"


def say(api: Program, **params: str) -> tuple[int, dict[str, Any]]:
    response = api.ask({**params, "format": "json"})
    return response.status_code, response.get_json()


@pytest.fixture
def link(api: Program) -> int:
    return api.library.create(Draft(target=TARGET, slug="ex", title="Example"), None).id


@pytest.mark.parametrize("shorturl", ["ex", f"{SITE}/ex", "http://sho.rt/ex"])
def test_a_link_is_deleted(api: Program, link: int, shorturl: str) -> None:
    assert say(api, action="delete", shorturl=shorturl) == (200, {"statusCode": 200, "message": "success: deleted"})
    assert api.library.find("", "ex") is None
    history = api.library.history(link)
    assert (history[0].action, history[0].changed_by_id is not None) == ("delete", True)
    assert say(api, action="delete", shorturl=shorturl)[0] == 404


@pytest.mark.parametrize(
    ("action", "params", "refusal"),
    [
        ("delete", {}, (400, "error: missing param")),
        ("delete", {"shorturl": "nope"}, (404, "error: not found")),
        ("update", {"shorturl": "ex"}, (400, "error: missing param")),
        ("update", {"url": TARGET}, (400, "error: missing param")),
        ("update", {"shorturl": "nope", "url": TARGET}, (404, "error: not found")),
        ("update", {"shorturl": "ex", "url": "javascript:x"}, (500, "error: Missing or malformed URL")),
        ("change_keyword", {}, (400, "error: missing param")),
        ("change_keyword", {"newshorturl": "b"}, (400, "error: missing param")),
        ("change_keyword", {"newshorturl": "b", "oldshorturl": "nope"}, (404, "error: not found")),
        ("change_keyword", {"newshorturl": "b", "url": "https://unknown.example/"}, (404, "error: not found")),
        ("change_keyword", {"newshorturl": "ex", "oldshorturl": "ex"}, (409, "error: already exists")),
    ],
)
def test_what_can_not_be_done_changes_nothing(
    api: Program, link: int, action: str, params: dict[str, str], refusal: tuple[int, str]
) -> None:
    before = api.library.get(link)
    http, body = say(api, action=action, **params)
    assert (http, body["message"]) == refusal
    assert (body["statusCode"], body["status"]) == (http, "fail")
    assert api.library.get(link) == before


@pytest.mark.parametrize(
    ("sent", "title"),
    [({}, "Example"), ({"title": "keep"}, "Example"), ({"title": "<b>New</b>"}, "New"), ({"title": "auto"}, "")],
)
def test_a_link_gets_another_target(api: Program, link: int, sent: dict[str, str], title: str) -> None:
    answer = say(api, action="update", shorturl="ex", url=" HTTPS://Example.COM/a b ", **sent)
    assert answer == (200, {"statusCode": 200, "message": "success: updated"})
    after = api.library.get(link)
    assert (after.target, after.title) == ("https://example.com/ab", title)


def test_the_title_of_the_page_is_asked_for_again(short_settings: Settings, database: Database, link: int) -> None:
    with running(replace(short_settings, fetch_titles=True), database) as app:
        api = Program(visitor(app), database, services_of(app).library)
        say(api, action="update", shorturl="ex", url=TARGET, title="auto")
    with database.read() as session:
        assert work.is_waiting(session, f"title:{link}")


@pytest.mark.parametrize("policy", ["refuse", "allow"])
def test_a_target_that_another_link_has_follows_the_policy(open_api: OpenApi, policy: str) -> None:
    api = open_api(yourls_duplicates=policy)
    for slug, target in (("ex", TARGET), ("other", "https://example.com/")):
        api.library.create(Draft(target=target, slug=slug), None)
    http, body = say(api, action="update", shorturl="ex", url="https://example.com/")
    refused = (500, "error: URL or keyword already exists in database")
    assert (http, body["message"]) == (refused if policy == "refuse" else (200, "success: updated"))
    assert say(api, action="update", shorturl="ex", url=TARGET)[0] == 200


@pytest.mark.parametrize("named", [{"oldshorturl": "ex"}, {"oldshorturl": f"{SITE}/ex"}, {"url": TARGET}])
def test_a_link_gets_another_keyword_and_keeps_the_old_one(api: Program, link: int, named: dict[str, str]) -> None:
    assert say(api, action="change_keyword", newshorturl="new!", **named)[1]["message"] == "success: updated"
    after = api.library.get(link)
    assert (after.slug, after.aliases, after.target) == ("new", ("ex",), TARGET)


def test_keyword_and_target_change_together(api: Program, link: int) -> None:
    say(api, action="change_keyword", newshorturl="new", oldshorturl="ex", url="https://example.com/")
    after = api.library.get(link)
    assert (after.slug, after.target) == ("new", "https://example.com/")


def test_a_url_with_several_links_names_none_of_them(api: Program, link: int) -> None:
    api.library.create(Draft(target=TARGET, slug="second"), None)
    assert say(api, action="change_keyword", newshorturl="new", url=TARGET)[0] == 409


def test_a_deleted_keyword_is_not_handed_out_again(api: Program, link: int) -> None:
    api.library.delete(link, None)
    other = api.library.create(Draft(target="https://example.com/", slug="other"), None)
    assert say(api, action="change_keyword", newshorturl="ex", oldshorturl="other")[0] == 409
    assert api.library.get(other.id).slug == "other"


@pytest.mark.parametrize("action", ["delete", "update"])
def test_a_printed_link_wants_a_reason(api: Program, action: str) -> None:
    made = api.library.create(Draft(target=TARGET, slug="printed", printed=True), None)
    sent = {"action": action, "shorturl": "printed", "url": "https://example.com/"}
    http, body = say(api, **sent)
    assert (http, "printed" in body["message"]) == (500, True)
    assert say(api, **sent, reason="asked for")[0] == 200
    assert api.library.history(made.id)[0].reason == "asked for"


@pytest.mark.parametrize("action", ["delete", "update", "change_keyword", "bulkshortener"])
def test_a_viewer_changes_nothing(api: Program, link: int, action: str) -> None:
    add_person(api.database, "vera", "viewer")
    sent = {"shorturl": "ex", "oldshorturl": "ex", "newshorturl": "new", "url": "https://example.com/"}
    assert say(api, action=action, username="vera", **sent)[0] == 403
    assert api.library.get(link).version == 1
