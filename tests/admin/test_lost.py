"""Where there is nothing, or nothing for somebody, the admin says so in its own frame, with ways on."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from shortener.accounts.tables import Person
from tests.admin.conftest import SITE, Browser, SignedIn, words

PAGE = {"Accept": "text/html,*/*;q=0.8", "Origin": SITE}


def opened(browser: Browser, path: str, method: str = "GET") -> TestResponse:
    return browser.client.open(path, method=method, base_url=SITE, headers=PAGE)


@pytest.mark.parametrize("path", ["/admin/nothing/here", "/admin/links/999", "/admin/people/999"])
def test_an_address_that_leads_nowhere_keeps_the_way_back(ada: Browser, path: str) -> None:
    answer = opened(ada, path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Not Found There is nothing at this address. Show all links" in words(answer)
    assert 'id="nav"' in answer.text


def test_the_part_that_an_unknown_address_belongs_to_is_not_guessed(ada: Browser) -> None:
    assert "aria-current" not in opened(ada, "/admin/nothing/here").text
    assert "aria-current" in opened(ada, "/admin/links/999").text


def test_it_is_said_in_the_language_of_the_account(ada: Browser) -> None:
    ada.post("/admin/account/language", language="de", timezone="Europe/Berlin")
    answer = opened(ada, "/admin/nothing/here")
    assert "<title>Nicht gefunden · " in answer.text
    assert '<html lang="de"' in answer.text


def test_whoever_may_not_is_told_whom_to_ask(signed_in: SignedIn, add_person: Callable[..., Person]) -> None:
    add_person("ada", "admin")
    add_person("ed", "editor")
    answer = opened(signed_in("vera", "viewer"), "/admin/people")
    assert answer.status_code == 403
    assert "You may not do this. What you may do here is decided by an admin: ada Show all links" in words(answer)


def test_an_address_for_another_method_still_says_which(ada: Browser) -> None:
    answer = opened(ada, "/admin/tags", "POST")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)
    assert "Show all links" in words(answer)


def test_strangers_and_programs_read_what_they_did(ada: Browser, stranger: Browser) -> None:
    assert "Show all links" not in words(opened(stranger, "/admin/nothing/here"))
    told = ada.get("/admin/nothing/here")
    assert (told.mimetype, told.text) == ("text/plain", "There is nothing at this address.\n")
    assert "Show all links" not in words(opened(ada, "/-/nothing"))


def test_parts_that_scripts_ask_for_and_other_programs_get_no_frame(ada: Browser) -> None:
    part = ada.client.get("/admin/links/999", base_url=SITE, headers=PAGE | {"HX-Request": "true"})
    assert (part.status_code, "Show all links" in part.text) == (404, False)
    told = ada.client.get("/admin/links/999", base_url=SITE, headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (404, "missing")


def test_strangers_sign_in_first(stranger: Browser) -> None:
    assert opened(stranger, "/admin/links/999").status_code == 303
