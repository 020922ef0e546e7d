"""The life of a link by the facts, each in both modes of YOURLS: one link for a URL, and as many as one likes."""

from collections.abc import Callable, Mapping

import pytest

from shortener.clicks.collector import Collector
from shortener.web.services import services_of
from tests.api.conftest import SITE, OpenApi, Program
from tests.contract.cases import cases

pytestmark = pytest.mark.stores("sqlite")
POLICIES = {"unique": "refuse", "duplicates allowed": "allow"}
URL = "https://example.com/u"


def made(api: Program, _mode: str) -> None:
    answer = api.json(action="expand", shorturl="k")
    assert (answer["title"], answer["longurl"]) == ("T", URL)
    assert api.json(action="url-stats", shorturl="k")["link"]["clicks"] == 0


def made_again(api: Program, mode: str) -> None:
    again = api.json(action="shorturl", url=URL, keyword="k2")
    assert (again["status"], again["code"]) == (("fail", "error:url") if mode == "unique" else ("success", ""))


def unknown(api: Program, _mode: str) -> None:
    answer = api.json(action="expand", shorturl="unknown")
    assert (answer["errorCode"], "longurl" in answer) == ("404", False)


def is_short(api: Program, _mode: str) -> None:
    for url, refused in (("k", True), (f"{SITE}/k", True), ("random", False)):
        answer = api.json(action="shorturl", url=url)
        assert (answer["code"] == "error:noloop") is refused


def clicked_in_vain(api: Program, _mode: str) -> None:
    own = services_of(api.client.application)
    assert api.client.get("/unknown", base_url=SITE).status_code == 404
    own.redirector.close()
    Collector(api.database, own.settings.journal_dir, own.settings.node, "UTC").collect_once()
    assert api.json(action="db-stats")["db-stats"] == {"total_links": 1, "total_clicks": 0}
    assert api.json(action="url-stats", shorturl="unknown")["statusCode"] == "404"


def deleted(api: Program, _mode: str) -> None:
    assert api.json(action="delete", shorturl="unknown")["statusCode"] == 404
    assert api.json(action="delete", shorturl="k")["statusCode"] == 200
    assert api.json(action="expand", shorturl="k")["errorCode"] == "404"
    assert api.json(action="shorturl", url=f"{SITE}/k")["code"] == ""


def edited(api: Program, mode: str) -> None:
    api.json(action="shorturl", url="https://example.com/v", keyword="v")
    answer = api.json(action="update", shorturl="v", url=URL)
    assert (answer["message"] == "error: URL or keyword already exists in database") is (mode == "unique")


DOES: Mapping[str, Callable[[Program, str], None]] = {
    "add url U, keyword K, title T": made,
    "add the same U with a new keyword": made_again,
    "look up unknown keyword": unknown,
    "is K, and site/K, a short URL; random string": is_short,
    "add a click to an unknown keyword": clicked_in_vain,
    "delete unknown; delete K": deleted,
    "edit to a URL that exists elsewhere (unique)": edited,
}


@pytest.mark.parametrize("mode", cases("crud_behaviours", "both_modes"))
@pytest.mark.parametrize("does", [case["do"] for case in cases("crud_behaviours")])
def test_a_link_lives_as_in_yourls(open_api: OpenApi, does: str, mode: str) -> None:
    """Each begins with the link K of U and T, which is made as the facts have it."""
    api = open_api(yourls_duplicates=POLICIES[mode])
    first = api.json(action="shorturl", url=URL, keyword="k", title="T")
    assert (first["status"], first["title"], first["url"]["url"]) == ("success", "T", URL)
    DOES[does](api, mode)
