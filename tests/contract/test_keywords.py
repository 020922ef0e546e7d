"""Keywords lose the same characters as in YOURLS when they are made, and none when they are looked up."""

from typing import Any

import pytest

from shortener.links.drafts import Draft
from shortener.yourls.keywords import alphabet, clean
from tests.api.conftest import OpenApi, Program
from tests.contract.cases import CASES, cases, name

pytestmark = pytest.mark.stores("sqlite")
CLEANED = [*cases("keyword_sanitize"), *cases("keyword_sanitize", "source_derived")]


@pytest.mark.parametrize("base", [36, 62])
@pytest.mark.parametrize("case", CLEANED, ids=name)
def test_characters_outside_the_alphabet_are_removed(case: dict[str, Any], base: int) -> None:
    kept = clean(case["in"], alphabet(base))
    if f"base{base}" in case:
        assert kept == case[f"base{base}"]
    if base == 36 and "len_base36" in case:
        assert len(kept) == case["len_base36"]
    if "with_hyphens_plugin" in case:
        assert clean(case["in"], alphabet(base) + "-") == case["with_hyphens_plugin"]


@pytest.mark.parametrize("setting", ["36", "62"])
def test_the_api_makes_the_keyword_that_is_left(open_api: OpenApi, setting: str) -> None:
    api = open_api(yourls_keywords=setting)
    for number, case in enumerate(case for case in CLEANED if f"base{setting}" in case):
        body = api.json(action="shorturl", url=f"https://example.com/{setting}/{number}", keyword=case["in"])
        left = case[f"base{setting}"]
        if not left:
            assert body["code"] == "error:keyword", case
        elif body["status"] == "success":
            assert body["url"]["keyword"] == left, case
        else:
            assert body["message"] == f"Short URL {left} already exists in database or is reserved"


@pytest.mark.parametrize("case", cases("keyword_sanitize"), ids=name)
def test_a_keyword_is_looked_up_as_it_is(api: Program, case: dict[str, str]) -> None:
    wanted = case["soft"]
    if wanted.endswith("*"):
        assert api.json(action="expand", shorturl=wanted)["keyword"] == wanted
        return
    api.library.create(Draft(target="https://example.com/", slug=wanted), None)
    assert api.json(action="expand", shorturl=wanted)["longurl"] == "https://example.com/"


@pytest.mark.parametrize("keyword", ["admin", "static", "robots.txt", "", "???"])
def test_a_reserved_keyword_is_refused(open_api: OpenApi, keyword: str) -> None:
    assert CASES["keyword_reserved"]["behaviour"].startswith("shorturl with a reserved or taken keyword")
    body = open_api(yourls_keywords="62-/.").json(action="shorturl", url="https://example.com/", keyword=keyword)
    assert (body["code"], body["status"]) == (("", "success") if keyword == "" else ("error:keyword", "fail"))


def test_a_word_that_config_php_kept_back_is_reserved_here_too(open_api: OpenApi) -> None:
    api = open_api(reserved_slugs=("examplepage", "sex"))
    for keyword in ("examplepage", "sex"):
        body = api.json(action="shorturl", url="https://example.com/", keyword=keyword)
        assert (body["code"], body["message"]) == (
            "error:keyword",
            f"Short URL {keyword} already exists in database or is reserved",
        )
    assert api.json(action="shorturl", url="https://example.com/", keyword="SEX")["status"] == "success"


@pytest.mark.parametrize("seed", cases("keyword_reserved", "seed_links"), ids=name)
def test_the_links_of_a_new_yourls_are_like_any_others(api: Program, seed: dict[str, str]) -> None:
    body = api.json(action="shorturl", url=seed["url"], keyword=seed["keyword"])
    assert (body["url"]["keyword"], body["url"]["url"]) == (seed["keyword"], seed["url"])


@pytest.mark.parametrize("shape", cases("rpf_keyword_shapes", "must_resolve"))
def test_printed_keywords_can_be_made_and_found(api: Program, shape: str) -> None:
    keyword = shape.replace("<slug>", "rover")
    assert api.json(action="shorturl", url="https://example.com/", keyword=keyword)["url"]["keyword"] == keyword
    for scheme in ("http", "https"):
        assert api.json(action="expand", shorturl=f"{scheme}://sho.rt/{keyword}")["longurl"] == "https://example.com/"
