"""Links made through the API: which URLs are the same, what a second one gets, titles, and no flood to stop."""

from typing import Any

import pytest

from shortener.api.asked import clean_title
from shortener.links.titles import title_of
from shortener.net.fetch import Page
from tests.api.conftest import OpenApi, Program
from tests.contract.cases import CASES, cases, name
from tests.contract.sections import EXCEPTIONS

pytestmark = pytest.mark.stores("sqlite")
FIRST = CASES["duplicates"]["first"]


@pytest.mark.parametrize("case", cases("duplicates", "second"), ids=name)
def test_only_the_same_cleaned_url_is_a_duplicate(api: Program, case: dict[str, Any]) -> None:
    api.json(action="shorturl", url=FIRST, keyword="first")
    body = api.json(action="shorturl", url=case["url"], keyword="second")
    assert (body["code"] == "error:url") is case["duplicate"]
    assert body["url"]["keyword"] == ("first" if case["duplicate"] else "second")


def test_both_spellings_of_a_host_are_the_same(api: Program) -> None:
    idn = CASES["duplicates"]["idn"]
    api.json(action="shorturl", url=idn["first"], keyword="first")
    assert (api.json(action="shorturl", url=idn["second"])["code"] == "error:url") is idn["duplicate"]


def test_a_program_may_have_no_second_link_even_where_they_are_allowed(open_api: OpenApi) -> None:
    api = open_api(yourls_duplicates="allow")
    api.json(action="shorturl", url=FIRST, keyword="first")
    assert api.json(action="shorturl", url=FIRST, source="plugin")["code"] == "error:url"
    assert api.json(action="shorturl", url=FIRST)["status"] == "success"


def test_a_link_can_be_handed_out_again_as_the_plug_in_does(open_api: OpenApi) -> None:
    api = open_api(yourls_duplicates="reuse")
    first = api.json(action="shorturl", url=FIRST, keyword="first")
    again = api.json(action="shorturl", url=FIRST, keyword="second")
    assert (again["status"], again["statusCode"], again["shorturl"]) == ("success", "200", first["shorturl"])


@pytest.mark.parametrize("case", cases("flood"), ids=lambda case: case["given"])
def test_nobody_waits_between_two_links_since_nobody_makes_one_unsigned(api: Program, case: dict[str, str]) -> None:
    if case["expect"].startswith("blocked"):
        assert ("flood", "public") in EXCEPTIONS
        assert api.ask({"action": "shorturl", "url": FIRST}, alone=True).status_code == 403
        assert api.library.by_target(FIRST) == []
        return
    answers = [api.json(action="shorturl", url=f"https://example.com/{number}") for number in range(10)]
    assert {answer["status"] for answer in answers} == {"success"}


@pytest.mark.parametrize("case", cases("titles", "sanitize"), ids=name)
def test_titles_lose_their_tags(case: dict[str, str]) -> None:
    assert clean_title(case["in"]) == case["out"]


@pytest.mark.parametrize("case", cases("titles", "remote"), ids=name)
def test_titles_of_pages_are_read(case: dict[str, Any]) -> None:
    for kind in case.get("content_type", ["text/html"]):
        page = Page("https://example.com/", 200, case["html"].encode(), True, {"content-type": kind})
        assert clean_title(title_of(page)) == case["title"]


@pytest.mark.parametrize("text", cases("utf8_strings", "valid"))
def test_titles_keep_every_script(api: Program, text: str) -> None:
    body = api.json(action="shorturl", url="https://example.com/", title=text)
    assert body["title"] == " ".join(text.split())
    assert api.json(action="expand", shorturl=body["shorturl"])["title"] == body["title"]
