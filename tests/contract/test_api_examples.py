"""Requests and answers of YOURLS 1.10.4, as they were written down, hold here to the key."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

import pytest

from shortener.api.answer import Answer
from shortener.api.formats import is_callback
from shortener.api.shown import cut
from shortener.links.drafts import Draft
from tests.api.conftest import SITE, Program
from tests.contract.cases import CASES, cases

pytestmark = pytest.mark.stores("sqlite")
EXAMPLES = cases("api_examples")
FORMATS = {"xml": "xml", "jsonp": "jsonp", "<any other, also JSON in capitals>": "JSON"}


def asked(case: dict[str, Any]) -> dict[str, str]:
    """The parameters of a case; remarks in brackets are for people."""
    return dict(parse_qsl(re.sub(r" *\(.*\)", "", case["q"])))


def without_own(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what is different here on purpose: the time, and an address that isn't kept."""
    inner = {**body["url"], "date": "", "ip": ""} if "url" in body else None
    return {**body, "url": inner} if inner else body


def prepare(api: Program, case: dict[str, Any]) -> None:
    """The links that an example speaks of."""
    if "limit" in case["q"]:
        for number in range(4):
            api.library.create(Draft(target=f"https://example.com/{number}"), None)
    elif "key_order" not in case:
        api.library.create(Draft(target="https://example.com/", slug="ex"), None)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["q"])
def test_an_answer_is_that_of_the_example(api: Program, case: dict[str, Any]) -> None:
    prepare(api, case)
    sent = asked(case) if "raw" in case else {**asked(case), "format": "json"}
    response = api.ask(sent, alone=case["q"].startswith("(private"))
    assert response.status_code == case["http"]
    if "raw" in case:
        assert response.get_data(as_text=True) == case["raw"]
        return
    body = response.get_json()
    assert list(body) == case.get("key_order", list(case["body"]))
    assert without_own(body) == without_own(case["body"])
    assert list(body.get("url", ())) == list(case["body"].get("url", ()))


@pytest.mark.parametrize("case", [case for case in EXAMPLES if "simple" in case], ids=lambda case: case["q"])
def test_an_answer_in_plain_text_is_that_of_the_example(api: Program, case: dict[str, Any]) -> None:
    prepare(api, case)
    plain = api.ask({**asked(case), "format": "simple"})
    assert (plain.status_code, plain.get_data(as_text=True)) == (case["http"], case["simple"])


def test_a_new_link_is_there_with_its_title_and_its_moment(api: Program) -> None:
    body = api.json(**asked(EXAMPLES[0]))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", body["url"]["date"])
    link = api.library.find("", "ex")
    assert link is not None
    assert (link.target, link.title) == ("https://example.com/", "Example")


def test_a_limit_of_nothing_is_none(api: Program) -> None:
    case = next(case for case in EXAMPLES if "limit=0" in case["q"])
    prepare(api, case)
    response = api.ask({"action": "stats", "format": "json", "limit": "0"})
    assert (response.status_code, response.get_json()) == (case["http"], case["body"])


@pytest.mark.parametrize("case", cases("api_http_status_rule"), ids=str)
def test_the_http_status_follows_the_body(case: dict[str, Any]) -> None:
    assert Answer(case["body"]).status == case["http"]


@pytest.mark.parametrize("case", cases("api_content_types"), ids=str)
def test_each_format_has_its_content_type(api: Program, case: dict[str, str]) -> None:
    response = api.ask({"action": "version", "format": FORMATS[case["format"]]})
    assert response.headers["Content-Type"] == case["type"] + CASES["api_content_types"]["suffix"]


@pytest.mark.parametrize("name", cases("jsonp_callback", "valid"))
def test_names_of_functions_are_callbacks(api: Program, name: str) -> None:
    response = api.ask({"action": "version", "format": "jsonp", "callback": name})
    assert response.get_data(as_text=True) == f'{name}({{"version":"1.10.4","callback":"{name}"}})'


@pytest.mark.parametrize("name", cases("jsonp_callback", "invalid"))
def test_anything_else_is_no_callback(api: Program, name: str) -> None:
    answer = CASES["jsonp_callback"]["invalid_answer"]
    response = api.ask({"action": "shorturl", "url": "https://example.org/", "format": "jsonp", "callback": name})
    assert not is_callback(name)
    assert (response.status_code, json.loads(response.data)) == (answer["http"], answer["body"])
    assert api.library.by_target("https://example.org/") == []


@pytest.mark.parametrize("case", cases("trim_long"), ids=str)
def test_long_texts_in_messages_are_cut_as_before(case: dict[str, Any]) -> None:
    limits = {"most": case.get("length", 60), "mark": case.get("mark", "[...]")}
    assert cut(case["in"], **limits) == case["out"]
    assert cut(case["out"], **limits) == case["out"]
    assert limits != {"most": 60, "mark": "[...]"} or cut(case["in"]) == case["out"]


@pytest.mark.parametrize("name", cases("stats_filters", "accepted"))
def test_every_order_of_the_statistics_is_known(api: Program, name: str) -> None:
    api.library.create(Draft(target="https://example.com/", slug="ex"), None)
    body = api.json(action="stats", filter=name, limit="5")
    assert body["links"]["link_1"]["shorturl"] == f"{SITE}/ex"
