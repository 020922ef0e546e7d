"""In which language a page comes: the person's choice, else the browser's wish, else English."""

import pytest
from flask import Flask

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from tests.admin.conftest import SITE, Browser

GERMAN, FRENCH = "de-CH,de;q=0.9,en;q=0.5", "fr"


def asked(browser: Browser, path: str, accepts: str) -> tuple[str, str]:
    """The page, and what its answer varies by."""
    headers = {"Accept-Language": accepts, "Accept": "text/html"}
    answer = browser.client.get(path, base_url=SITE, headers=headers)
    return answer.get_data(as_text=True), answer.headers.get("Vary", "")


def test_a_page_comes_in_what_the_browser_asks_for_and_in_english_where_that_is_not_here(ada: Browser) -> None:
    german, varies = asked(ada, "/admin/account", GERMAN)
    assert '<html lang="de">' in german
    assert "Sprache und Uhr" in german
    assert "Accept-Language" in varies
    assert "Language and clock" in asked(ada, "/admin/account", FRENCH)[0]


def test_the_language_of_the_account_wins_over_the_browsers(ada: Browser) -> None:
    ada.post("/admin/account/language", language="de")
    assert '<html lang="de">' in asked(ada, "/admin/account", "en")[0]
    ada.post("/admin/account/language", language="en")
    assert '<html lang="en">' in asked(ada, "/admin/account", GERMAN)[0]
    ada.post("/admin/account/language", language="")
    assert '<html lang="de">' in asked(ada, "/admin/account", GERMAN)[0]


def test_each_language_is_offered_in_its_own_words(ada: Browser) -> None:
    for accepts in ("en", "de"):
        page = asked(ada, "/admin/account", accepts)[0]
        assert '<option value="en">English</option>' in page
        assert '<option value="de">Deutsch</option>' in page


def test_a_language_that_is_not_here_is_refused_in_words(ada: Browser) -> None:
    answer = ada.post("/admin/account/language", language="tlh")
    assert answer.status_code == 422
    assert "Choose one of the languages in the list." in answer.get_data(as_text=True)


def test_times_are_told_by_the_clock_of_the_account_and_asked_for_by_it(ada: Browser, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/", slug="fair", starts_at=1_777_800_000_000), None)
    assert "3 May 2026, 09:20 UTC" in ada.get(f"/admin/links/{link.id}").text
    ada.post("/admin/account/language", language="", timezone="Asia/Tokyo")
    assert "3 May 2026, 18:20 JST" in ada.get(f"/admin/links/{link.id}").text
    form = ada.get(f"/admin/links/{link.id}/edit").text
    assert 'value="2026-05-03T18:20"' in form
    assert "Times are Asia/Tokyo" in form
    ada.post("/admin/account/language", timezone="")
    assert "Times are UTC" in ada.get(f"/admin/links/{link.id}").text


def test_a_time_zone_that_is_not_there_is_refused_in_words(ada: Browser) -> None:
    answer = ada.post("/admin/account/language", language="de", timezone="../../etc/passwd")
    assert answer.status_code == 422
    assert "Choose one of the time zones in the list." in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/-/privacy", "/nobody-made-this", "/nobody-made-this+", "/admin/sign-in"])
def test_what_anybody_sees_follows_the_browser_and_says_so_to_caches(app: Flask, path: str) -> None:
    browser = Browser(app.test_client())
    german, varies = asked(browser, path, GERMAN)
    assert '<html lang="de">' in german
    assert "Accept-Language" in varies
    english, varies = asked(browser, path, FRENCH)
    assert '<html lang="en">' in english
    assert "Accept-Language" in varies


def test_the_page_that_says_that_there_is_no_link_is_german_for_who_reads_german(app: Flask) -> None:
    assert "Hier gibt es keinen Link" in asked(Browser(app.test_client()), "/nobody-made-this", GERMAN)[0]


def test_programs_are_told_in_english(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/nothing", base_url=SITE, headers={"Accept-Language": "de"})
    assert "There is no such address" in answer.get_json()["detail"]


def test_roles_are_called_alike_wherever_one_is_chosen_or_read(ada: Browser) -> None:
    german = asked(ada, "/admin/people", GERMAN)[0]
    assert "<td>Administration</td>" in german
    assert '<option value="admin">Administration</option>' in german


def test_a_reason_that_the_site_gave_itself_is_said_in_german_and_one_that_somebody_typed_stays(
    ada: Browser, library: Library
) -> None:
    made = library.create(Draft(target="https://example.org/", slug="old"), None)
    for title, reason in (("One", "Undone"), ("Two", "Done")):
        library.edit(made.id, Edit(title=title), 1, reason=reason)
    for address in (f"/admin/links/{made.id}/history", "/admin/audit/links"):
        page = asked(ada, address, GERMAN)[0]
        assert "Zurückgenommen" in page
        assert "Undone" not in page
        assert "Done" in page
