"""Where nothing is, people stay in the frame of the admin and find on from there; others are told as anywhere."""

import pytest
from werkzeug.test import TestResponse

from tests.admin.conftest import SITE, Browser, words

HTML = {"Accept": "text/html"}


def asked(browser: Browser, path: str, headers: dict[str, str]) -> TestResponse:
    return browser.client.get(path, base_url=SITE, headers=headers)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/admin/links/9999", "There is nothing at this address."),
        ("/admin/people/9999", "There is nothing at this address."),
        ("/admin/misses/9999/make", "There is nothing at this address."),
    ],
)
def test_people_find_on_from_there(ada: Browser, path: str, said: str) -> None:
    answer = asked(ada, path, HTML)
    assert answer.status_code == 404
    assert said in words(answer)
    assert '<a href="/admin/">Show all links</a>' in answer.text
    assert "Sign out" in words(answer)


def test_programs_and_scripts_are_told_as_anywhere(ada: Browser) -> None:
    told = asked(ada, "/admin/links/9999", {"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (404, "missing")
    part = asked(ada, "/admin/links/9999", HTML | {"HX-Request": "true"})
    assert (part.status_code, "Show all links" in part.text) == (404, False)


def test_strangers_sign_in_first(stranger: Browser) -> None:
    assert asked(stranger, "/admin/links/9999", HTML).status_code == 303
