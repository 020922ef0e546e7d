"""Actions of plug-ins that list links or make many: list, geturl, bulkshortener."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from shortener.links.drafts import Draft
from tests.api.conftest import SITE, Program

TARGET = "https://example.org/"
FIELDS = ["keyword", "url", "title", "timestamp", "ip", "clicks"]


@pytest.fixture
def three(api: Program) -> Program:
    for number, slug in enumerate(("b", "a", "c")):
        api.library.create(Draft(target=f"{TARGET}{9 - number}", slug=slug, title=f"No {number}"), None)
        api.count(slug, clicks=number * 10, carried=number)
    return api


def keywords(body: dict[str, Any]) -> list[str]:
    return [row["keyword"] for row in body["result"]]


@pytest.mark.parametrize(
    ("sent", "order"),
    [
        ({}, "cab"),
        ({"sortorder": "asc"}, "bac"),
        ({"sortby": "keyword", "sortorder": "ASC"}, "abc"),
        ({"sortby": "url", "sortorder": "ASC"}, "cab"),
        ({"sortby": "title"}, "cab"),
        ({"sortby": "click", "sortorder": "ASC"}, "bac"),
        ({"sortby": "clicks"}, "cab"),
        ({"sortby": "nonsense", "sortorder": "; drop table links"}, "cab"),
        ({"perpage": "2"}, "ca"),
        ({"perpage": "2", "offset": "2"}, "b"),
        ({"offset": "99"}, ""),
        ({"perpage": "-1", "offset": "x"}, "cab"),
        ({"query": "No 1"}, "a"),
        ({"query": "n*1"}, "a"),
        ({"query": "NO*"}, "cab"),
        ({"query": "b*9*0"}, "b"),
        ({"query": "9*b"}, ""),
        ({"query": "*"}, "cab"),
        ({"query": "o_1*"}, ""),
        ({"query": "%*"}, ""),
    ],
)
def test_links_come_in_the_order_and_number_asked_for(three: Program, sent: dict[str, str], order: str) -> None:
    body = three.json(action="list", **sent)
    assert "".join(keywords(body)) == order
    assert body["total"] == (len(order) if "query" in sent else 3)
    assert (body["statusCode"], body["message"]) == (200, "success")


def test_a_link_is_listed_with_the_fields_asked_for(three: Program) -> None:
    (row,) = three.json(action="list", perpage="1")["result"]
    assert list(row) == FIELDS
    assert (row["keyword"], row["url"], row["title"], row["clicks"]) == ("c", f"{TARGET}7", "No 2", 22)
    sent = {"action": "list", "perpage": "1", "fields[]": "clicks", "fields[1]": "keyword"}
    assert three.json(**sent)["result"] == [{"keyword": "c", "clicks": 22}]
    assert list(three.json(**{"action": "list", "perpage": "1", "fields[]": "nonsense"})["result"][0]) == FIELDS


def test_a_list_in_xml_is_elements_of_one_name(three: Program) -> None:
    root = ET.fromstring(three.ask({"action": "list"}).get_data(as_text=True))
    assert [one.findtext("keyword") for one in root.findall("result")] == ["c", "a", "b"]


def test_the_keyword_of_a_url_is_told(api: Program) -> None:
    assert api.json(action="geturl")["message"] == "error: missing param"
    unknown = api.json(action="geturl", url=TARGET)
    assert unknown == {"statusCode": 404, "status": "fail", "message": "error: not found", "keyword": ""}
    for slug in ("first", "second"):
        api.library.create(Draft(target=TARGET, slug=slug), None)
    assert api.json(action="geturl", url=TARGET)["keyword"] == "first"
    assert api.json(action="geturl", url=TARGET.upper().replace("EXAMPLE", "Example"))["keyword"] == "first"
    assert api.json(action="geturl", url=TARGET, exactly_one="false")["keyword"] == ["first", "second"]
    assert api.json(action="geturl", url=TARGET, exactly_one="true")["statusCode"] == 409


def bulk(api: Program, *urls: str, form: str | None = "simple", method: str = "GET", **more: str) -> Any:
    sent = {"action": "bulkshortener", **more} | ({"format": form} if form else {})
    listed = {**sent, **{f"urls[{number}]": url for number, url in enumerate(urls)}}
    return api.ask(listed, method=method)


@pytest.mark.parametrize("form", ["simple", None])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_each_url_gets_its_line(api: Program, form: str | None, method: str) -> None:
    api.library.create(Draft(target=TARGET, slug="old"), None)
    answer = bulk(api, f"{TARGET}1", TARGET, "javascript:x", f"{TARGET}2", form=form, method=method)
    assert answer.content_type == "text/plain; charset=utf-8"
    lines = answer.get_data(as_text=True).split("\n")
    made = [api.library.by_target(f"{TARGET}{number}")[0].slug for number in (1, 2)]
    assert lines == [f"{SITE}/{made[0]}", f"{SITE}/old", "", f"{SITE}/{made[1]}", ""]


def test_json_says_of_each_url_what_became_of_it(api: Program) -> None:
    body = bulk(api, TARGET, "javascript:x", TARGET, form="json").get_json()
    assert [one["code"] for one in body["data"]] == ["", "error:nourl", "error:url"]
    assert body["data"][0]["shorturl"] == body["data"][2]["shorturl"]


def test_urls_may_all_be_called_the_same_and_must_be_there(api: Program) -> None:
    query = "/yourls-api.php?action=bulkshortener&format=simple&username=ada&password=correct horse battery"
    answer = api.client.get(f"{query}&urls[]={TARGET}1&urls[]={TARGET}2", base_url=SITE)
    assert answer.get_data(as_text=True).count("\n") == 2
    missing = api.client.get(f"{query}&urls={TARGET}1", base_url=SITE)
    assert (missing.status_code, missing.get_data(as_text=True)) == (400, "bulkshortener: missing URLS parameter")


def test_too_many_urls_are_refused_at_once(api: Program) -> None:
    answer = bulk(api, *("x" for _ in range(501)), method="POST")
    assert (answer.status_code, "at most 500" in answer.get_data(as_text=True)) == (400, True)
    assert api.json(action="db-stats")["db-stats"]["total_links"] == 0
