"""A short URL is no long one, as in YOURLS; any other address of the same site is."""

from typing import Any

import pytest

from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from tests.api.conftest import SITE, OpenApi, Program

pytestmark = pytest.mark.stores("sqlite")


@pytest.fixture
def taken(api: Program) -> Program:
    """With links `ex` and `p/en/x`."""
    for keyword in ("ex", "p/en/x"):
        assert api.json(action="shorturl", url=f"https://example.org/{keyword}", keyword=keyword)["status"] == "success"
    return api


def ask(api: Program, **sent: str) -> Any:
    return api.json(action="shorturl", **sent)


@pytest.mark.parametrize(
    "url",
    [
        *("ex", "/ex", "ex/", f"{SITE}/ex", f"{SITE}/ex/", "http://sho.rt/ex", "https://SHO.rt:443/ex", "//sho.rt/ex"),
        *("https://ada@sho.rt/ex", f"{SITE}/ex?a=b", f"{SITE}/ex#a", f"{SITE}/p/en/x", "p/en/x", f"{SITE}/%65x"),
    ],
)
def test_the_address_of_a_link_is_refused(taken: Program, url: str) -> None:
    assert (ask(taken, url=url)["code"], ask(taken, url=url, keyword="new")["code"]) == ("error:noloop",) * 2


@pytest.mark.parametrize(
    "url",
    [
        *(SITE, f"{SITE}/", f"{SITE}/admin/", f"{SITE}/nothing", f"{SITE}/EX", f"{SITE}/ex+", f"{SITE}/robots.txt"),
        *("/nothing", "nothing", "//sho.rt/nothing", f"{SITE}/%FF", "https://example.org/so/ex", "mailto:ex@sho.rt"),
    ],
)
def test_any_other_address_of_the_site_is_taken(taken: Program, url: str) -> None:
    answer = ask(taken, url=url, keyword="new")
    assert (answer["status"], answer["url"]["url"]) == ("success", url)
    response = taken.client.get("/new", base_url=SITE)
    assert (response.status_code, response.headers["Location"]) == (302, url)


@pytest.mark.parametrize("url", ["/loopy", "loopy", f"{SITE}/loopy", f"{SITE}/loopy/", "//sho.rt/loopy?x"])
def test_no_link_leads_to_itself(api: Program, url: str) -> None:
    assert ask(api, url=url, keyword="loopy")["code"] == "error:noloop"
    assert api.library.find("", "loopy") is None
    assert ask(api, url=url, keyword="other")["status"] == "success"


def test_not_even_one_whose_keyword_is_made_for_it(open_api: OpenApi) -> None:
    api = open_api(sequential_slugs="yourls", yourls_keywords="36")
    assert ask(api, url=f"{SITE}/1")["code"] == "error:noloop"
    assert ask(api, url=f"{SITE}/2")["url"]["keyword"] == "1"


def test_a_change_makes_no_circle_either(taken: Program) -> None:
    update = {"action": "update", "shorturl": "ex"}
    assert taken.json(**update, url=f"{SITE}/nothing")["message"] == "success: updated"
    for url in ("/ex", f"{SITE}/p/en/x"):
        assert taken.json(**update, url=url)["statusCode"] == 500
    renamed = taken.json(action="change_keyword", oldshorturl="ex", newshorturl="nothing")
    assert (renamed["statusCode"], taken.library.find("", "nothing")) == (500, None)


@pytest.mark.parametrize("legacy", [False, True])
def test_people_and_imports_are_held_to_the_strict_rule(api: Program, legacy: bool) -> None:
    with pytest.raises(Refused) as refused:
        api.library.create(Draft(target=f"{SITE}/nothing", legacy=legacy), None)
    assert (refused.value.field, refused.value.code) == ("target", "loop")
