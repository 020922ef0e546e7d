"""Somebody who is kept to their own links: every route, taken from the route map, shows and changes nothing else."""

import re

import pytest
from flask import Flask

from shortener.accounts import people
from shortener.admin.frame import OPEN, _actions
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.admin.conftest import PASSWORD, SITE, Browser, SignedIn, words

SECRET = "theirs-alone"


@pytest.fixture
def ed(signed_in: SignedIn, library: Library, database: Database) -> Browser:
    """Number 2, who owns link 2; link 1 is ada's."""
    signed_in("ada")
    browser = signed_in("ed", "editor")
    for slug, owner in ((SECRET, 1), ("mine", 2)):
        library.create(Draft(target=f"https://example.org/{slug}", slug=slug, title=slug, owner_id=owner), owner)
    with database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    return browser


def routes(app: Flask, method: str) -> list[str]:
    found = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("admin.") and rule.endpoint not in OPEN and method in (rule.methods or ())
    ]
    return sorted({re.sub(r"<int:\w+>", "1", rule.rule) for rule in found if _actions[rule.endpoint] in WITHIN})


WITHIN = {"read", "write"}


def test_the_list_the_search_and_its_files_hold_ones_own_alone(ed: Browser) -> None:
    for path in ("/admin/", f"/admin/?q={SECRET}", "/admin/?owner=1", "/admin/?state=live&sort=clicks"):
        answer = ed.get(path)
        assert (answer.status_code, f'/{SECRET}"' in answer.text) == (200, False), path
        assert f"example.org/{SECRET}" not in answer.text, path
    assert "example.org/mine" in ed.get("/admin/").text
    for path in ("?all=1", "?id=1-1&id=2-1", "?all=1&owner=1"):
        file = ed.get(f"/admin/links/chosen.csv{path}").text
        assert (SECRET in file, "mine" in file) == (False, True), path
    assert SECRET not in ed.get("/admin/links/codes?id=1&id=2").text


def test_no_route_about_a_link_knows_somebody_elses(app: Flask, ed: Browser, library: Library) -> None:
    about = [path for path in routes(app, "GET") if "/links/1" in path]
    assert len(about) >= 8
    assert {path: ed.get(path).status_code for path in about} == dict.fromkeys(about, 404)
    about = [path for path in routes(app, "POST") if "/links/1" in path]
    assert len(about) >= 5
    assert {path: ed.post(path).status_code for path in about} == dict.fromkeys(about, 404)
    assert library.get(1).version == 1


def test_no_other_page_shows_a_link_of_somebody_else(app: Flask, ed: Browser) -> None:
    for path in routes(app, "GET"):
        if "/links/1" not in path:
            assert SECRET not in ed.get(path).text, path


def test_what_is_about_all_links_is_closed_and_not_in_the_menu(app: Flask, ed: Browser) -> None:
    closed = {"/admin/overview", "/admin/misses", "/admin/export", "/admin/links.csv", "/admin/clicks.csv"}
    assert {path for path in closed if ed.get(path).status_code != 403} == set()
    assert ed.post("/admin/misses/ignore").status_code == 403
    assert "/admin/overview" not in ed.get("/admin/").text


def test_chosen_links_of_others_stay_as_they_are(ed: Browser, library: Library) -> None:
    answer = ed.post("/admin/links/chosen", do="disable", id="1-1")
    assert (answer.status_code, SECRET in answer.text) == (422, False)
    assert library.get(1).enabled


def test_a_link_that_others_have_made_of_an_address_is_not_told(ed: Browser) -> None:
    answer = ed.post("/admin/", target=f"https://example.org/{SECRET}", slug="again", enabled="on")
    assert answer.status_code == 303


def test_the_old_api_finds_ones_own_alone(app: Flask, ed: Browser, stranger: Browser) -> None:
    def ask(action: str, **more: str) -> tuple[int, str]:
        form = {"action": action, "username": "ed", "password": PASSWORD, "format": "json", **more}
        answer = stranger.client.post("/yourls-api.php", base_url=SITE, data=form)
        return answer.status_code, answer.text.replace("\\/", "/")

    assert "example.org/mine" in ask("expand", shorturl="mine")[1]
    for action in ("expand", "url-stats", "delete", "update"):
        assert f"example.org/{SECRET}" not in ask(action, shorturl=SECRET, url="https://example.org/new")[1], action
    assert f'"{SECRET}"' not in ask("geturl", url=f"https://example.org/{SECRET}")[1]
    for action in ("stats", "db-stats", "list"):
        assert ask(action)[0] == 403, action


def test_who_takes_a_slug_of_somebody_else_is_not_told_where_it_leads(ed: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/secret", slug="mime", owner_id=1), 1)
    answer = ed.post("/admin/", target="https://example.org/", slug=SECRET, enabled="on")
    assert (answer.status_code, "is taken; choose another slug" in answer.text) == (422, True)
    kept = library.of(2)
    assert kept.judge("", SECRET).problem.endswith("is taken; choose another slug.")
    assert f"example.org/{SECRET}" in library.judge("", SECRET).problem
    assert [link.slug for link in kept.judge("", "m1ne").alike] == ["mine"]


def test_an_admin_makes_the_choice_on_a_persons_page(ed: Browser, signed_in: SignedIn) -> None:
    root = signed_in("root")
    root.post("/admin/people/2", role="editor")
    assert f"example.org/{SECRET}" in ed.get("/admin/").text
    root.post("/admin/people/2", role="editor", own="on")
    assert f"example.org/{SECRET}" not in ed.get("/admin/").text
    assert "Editor, own links" in words(root.get("/admin/people"))


def test_who_has_no_links_yet_is_told_so_and_of_no_filter_to_take_off(signed_in: SignedIn, database: Database) -> None:
    signed_in("ada")
    ed = signed_in("ed", "editor")
    with database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    answer = ed.get("/admin/")
    assert "You have no links yet" in words(answer)
    assert "Nothing matches" not in words(answer)
    assert 'class="chip"' not in answer.text
