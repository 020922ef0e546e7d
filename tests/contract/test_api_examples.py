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


def example(start: str) -> dict[str, Any]:
    return next(case for case in EXAMPLES if str(case["q"]).startswith(start))


def asked(case: dict[str, Any]) -> dict[str, str]:
    """The parameters of a case; remarks in brackets are for people."""
    return dict(parse_qsl(re.sub(r" *\(.*\)", "", case["q"])))


def without_own(body: dict[str, Any]) -> dict[str, Any]:
    """A body without what is different here on purpose: the time, and an address that isn't kept."""
    inner = {**body["url"], "date": "", "ip": ""} if "url" in body else None
    return {**body, "url": inner} if inner else body


def test_a_link_is_made_as_in_the_example(api: Program) -> None:
    case = example("action=shorturl&url=https://example.com/&keyword=ex&")
    response = api.ask({**asked(case), "format": "json"})
    body = response.get_json()
    assert response.status_code == case["http"]
    assert list(body) == case["key_order"]
    assert list(body["url"]) == list(case["body"]["url"])
    assert without_own(body) == without_own(case["body"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", body["url"]["date"])
    link = api.library.find("", "ex")
    assert link is not None
    assert (link.target, link.title) == ("https://example.com/", "Example")


@pytest.mark.parametrize(
    "start",
    [
        "action=shorturl&url=https://example.com/other&keyword=ex",
        "action=shorturl&url=https://sho.rt/ex",
        "action=expand&shorturl=nope",
        "action=url-stats&shorturl=nope",
        "action=version",
        "action=bogus",
    ],
)
def test_answers_are_those_of_the_examples(api: Program, start: str) -> None:
    case = example(start)
    api.library.create(Draft(target="https://example.com/", slug="ex"), None)
    response = api.ask({**asked(case), "format": "json"})
    assert (response.status_code, response.get_json()) == (case["http"], case["body"])
    assert list(response.get_json()) == list(case["body"])
    if "simple" in case:
        plain = api.ask({**asked(case), "format": "simple"})
        assert (plain.status_code, plain.get_data(as_text=True)) == (case["http"], case["simple"])


def test_totals_come_without_links_when_no_number_is_asked_for(api: Program) -> None:
    case = example("action=stats")
    for number in range(4):
        api.library.create(Draft(target=f"https://example.com/{number}"), None)
    for limit in ({}, {"limit": "0"}):
        response = api.ask({"action": "stats", "format": "json", **limit})
        assert (response.status_code, response.get_json()) == (case["http"], case["body"])
        assert list(response.get_json()) == list(case["body"])


def test_a_script_gets_the_example_to_the_letter(api: Program) -> None:
    case = example("action=version&callback=cb")
    assert api.ask(asked(case)).get_data(as_text=True) == case["raw"]


def test_who_sends_no_name_is_asked_to_log_in(api: Program) -> None:
    case = next(case for case in EXAMPLES if case["q"].startswith("(private"))
    response = api.ask({"action": "version", "format": "json"}, alone=True)
    assert (response.status_code, response.get_json()) == (case["http"], case["body"])
    assert list(response.get_json()) == list(case["body"])


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
