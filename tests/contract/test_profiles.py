"""The three generations of answers, each as the programs of its time read it."""

from typing import Any

import pytest

from tests.api.conftest import OpenApi, Program
from tests.contract.cases import CASES

pytestmark = pytest.mark.stores("sqlite")
TABLE = CASES["api_version_profiles"]["profiles"]
GENERATIONS = {"1.8": TABLE["legacy_<=1.8.2"], "1.10.4": TABLE["1.9-1.10.4"], "1.10.5": TABLE[">=1.10.5"]}
URL = "https://example.com/"


@pytest.fixture(params=GENERATIONS)
def generation(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def api(open_api: OpenApi, generation: str) -> Program:
    program = open_api(yourls_profile=generation)
    program.json(action="shorturl", url=URL, keyword="ex", title="Example")
    program.count("ex", clicks=3)
    return program


def asked(api: Program, **params: str) -> tuple[int, dict[str, Any]]:
    response = api.ask({**params, "format": "json"})
    body = response.get_json()
    assert isinstance(body, dict)
    return response.status_code, body


def test_a_new_link(api: Program, generation: str) -> None:
    http, body = asked(api, action="shorturl", url=URL + "new", keyword="new")
    assert http == 200
    assert body["statusCode"] == (200 if generation == "1.8" else "200")
    assert ("code" in body) is ("errorCode" in body) is GENERATIONS[generation].get("success_has_code_errorCode", True)
    if generation == "1.8":
        assert list(body) == ["url", "status", "message", "title", "shorturl", "statusCode"]
    assert (body["status"], body["shorturl"]) == ("success", "https://sho.rt/new")


def test_a_url_that_has_a_link(api: Program, generation: str) -> None:
    http, body = asked(api, action="shorturl", url=URL)
    assert http == GENERATIONS[generation]["http_error_url"]
    assert (body["status"], body["code"], body["shorturl"]) == ("fail", "error:url", "https://sho.rt/ex")
    assert "already exists in database" in body["message"]
    assert ("sho.rt/ex" in body["message"]) is GENERATIONS[generation].get("error_url_message_has_shorturl", True)
    if generation == "1.8":
        assert list(body) == ["status", "code", "url", "message", "title", "shorturl", "statusCode"]
        assert (body["statusCode"], body["url"]["clicks"]) == (200, "3")
    else:
        assert (body["statusCode"], body["errorCode"], body["url"]["clicks"]) == (str(http), str(http), 3)


def test_a_keyword_that_is_taken(api: Program, generation: str) -> None:
    http, body = asked(api, action="shorturl", url=URL + "other", keyword="ex")
    assert http == GENERATIONS[generation]["http_error_keyword"]
    code = {"statusCode": 200} if generation == "1.8" else {"errorCode": "400", "statusCode": "400"}
    message = "Short URL ex already exists in database or is reserved"
    assert body == {"status": "fail", "code": "error:keyword", "message": message, **code}


@pytest.mark.parametrize(
    ("url", "code", "message"),
    [("", "error:nourl", "Missing or malformed URL"), ("https://sho.rt/ex", "error:noloop", "URL is a short URL")],
)
def test_a_url_that_can_not_be_had(api: Program, generation: str, url: str, code: str, message: str) -> None:
    http, body = asked(api, action="shorturl", url=url)
    both = {"errorCode": "400"} if generation == "1.8" else {"errorCode": "400", "statusCode": "400"}
    assert (http, body) == (400, {"status": "fail", "code": code, "message": message, **both})


@pytest.mark.parametrize(
    ("params", "key", "number"),
    [
        ({"action": "expand", "shorturl": "ex"}, "statusCode", 200),
        ({"action": "expand", "shorturl": "nope"}, "errorCode", 404),
        ({"action": "url-stats", "shorturl": "ex"}, "statusCode", 200),
        ({"action": "url-stats", "shorturl": "nope"}, "statusCode", 404),
        ({"action": "stats", "limit": "1"}, "statusCode", 200),
        ({"action": "db-stats"}, "statusCode", 200),
        ({"action": "bogus"}, "errorCode", 400),
        ({"action": "stats", "username": "nobody"}, "errorCode", 403),
    ],
)
def test_codes_are_numbers_or_texts(
    api: Program, generation: str, params: dict[str, str], key: str, number: int
) -> None:
    http, body = asked(api, **params)
    assert http == number
    assert body[key] == (number if generation == "1.8" else str(number))


def test_clicks_are_texts_or_numbers(api: Program, generation: str) -> None:
    shown: type = str if generation == "1.8" else int
    assert asked(api, action="url-stats", shorturl="ex")[1]["link"]["clicks"] == shown(3)
    stats = asked(api, action="stats", limit="1")[1]
    assert (stats["links"]["link_1"]["clicks"], stats["stats"]) == (
        shown(3),
        {"total_links": shown(1), "total_clicks": shown(3)},
    )
    assert asked(api, action="db-stats")[1]["db-stats"]["total_links"] == shown(1)


def test_the_version_begins_like_that_of_its_time(api: Program, generation: str) -> None:
    known = {"1.8": ("1.8.2", "506"), "1.10.4": ("1.10.4", "507"), "1.10.5": ("1.10.5", "507")}
    version, database = known[generation]
    assert asked(api, action="version", db="1")[1] == {"version": version, "db_version": database}


def test_xml_has_its_root(api: Program) -> None:
    text = api.ask({"action": "url-stats", "shorturl": "ex", "format": "xml"}).get_data(as_text=True)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<root>')
    assert text.endswith("</root>\n")
