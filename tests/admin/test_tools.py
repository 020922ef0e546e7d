"""The page Tools: bookmarklets, and a signature that opens the API for programs."""

import re
from urllib.parse import parse_qsl

import pytest

from tests.admin.conftest import SITE, Browser, SignedIn, value_of, words

pytestmark = pytest.mark.stores("sqlite")


def ask(browser: Browser, **params: str) -> int:
    query = {"action": "version", "format": "simple", **params}
    return browser.client.get("/yourls-api.php", base_url=SITE, query_string=query).status_code


def test_the_signature_on_the_page_is_the_persons_own(ada: Browser, signed_in: SignedIn, stranger: Browser) -> None:
    shown = [
        re.findall(r'id="own-signature">([0-9a-f]+)<', browser.get("/admin/tools").text)
        for browser in (ada, signed_in("grace", "viewer"))
    ]
    assert [len(one) for one in shown] == [1, 1]
    assert shown[0] != shown[1]
    assert [ask(stranger, signature=one[0]) for one in shown] == [200, 200]


def test_the_example_with_a_moment_opens_the_api(ada: Browser, stranger: Browser) -> None:
    (example,) = re.findall(r"timestamp=\d+&amp;hash=\w+&amp;signature=\w+", ada.get("/admin/tools").text)
    assert ask(stranger, **dict(parse_qsl(example.replace("&amp;", "&")))) == 200


def test_bookmarklets_lead_to_the_form(ada: Browser) -> None:
    page = ada.get("/admin/tools")
    assert page.text.count('href="javascript:void(location.href=&#39;http://localhost:8000/admin/?target=') == 2
    assert "http://localhost:8000/https://example.org/page" in words(page)
    form = ada.get("/admin/?target=https%3A%2F%2Fexample.org%2F%3Fa%3Db&title=A%20page&slug=page")
    assert [value_of(form, name) for name in ("target", "title", "slug")] == [
        "https://example.org/?a=b",
        "A page",
        "page",
    ]


def test_strangers_see_no_tools(stranger: Browser) -> None:
    answer = stranger.get("/admin/tools")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/sign-in?next=%2Fadmin%2Ftools")
