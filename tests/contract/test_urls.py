"""Long URLs are cleaned as YOURLS cleans them, by the rule and through the API."""

from typing import Any

import pytest

from shortener.yourls.addresses import sanitise, sanitise_safely
from shortener.yourls.protocols import ALLOWED, is_allowed, protocol_of, split_protocol
from tests.api.conftest import Program
from tests.contract.cases import CASES, cases, name
from tests.contract.sections import EXCEPTIONS

SANITISED = [
    *({"in": url, "out": url} for url in cases("url_sanitize_unchanged")),
    *cases("url_sanitize"),
    *cases("url_protocols"),
    *cases("url_source_derived"),
    *cases("url_mixed_case"),
    *cases("url_idn"),
    *cases("url_idn_rtl"),
]
DERIVED = CASES["url_source_derived"]


@pytest.mark.parametrize("case", [case for case in SANITISED if "out" in case], ids=name)
def test_a_url_is_cleaned(case: dict[str, Any]) -> None:
    assert sanitise(case["in"], ALLOWED | {*case.get("allowed_plus", ())}) == case["out"]


@pytest.mark.parametrize("case", cases("url_sanitize_safe_crlf"), ids=name)
def test_a_url_in_a_path_loses_its_line_breaks(case: dict[str, str]) -> None:
    assert sanitise_safely(case["in"]) == case["out"]


@pytest.mark.parametrize("case", cases("url_protocols", "is_allowed"), ids=name)
def test_only_listed_schemes_are_allowed(case: dict[str, Any]) -> None:
    assert is_allowed(case["url"], frozenset(case.get("allowed", ALLOWED))) is case["ok"]


@pytest.mark.parametrize("protocol", cases("protocol_allow_list", "list"))
def test_each_scheme_of_the_list_is_allowed(protocol: str) -> None:
    assert sanitise(f"{protocol}example") == f"{protocol}example"


@pytest.mark.parametrize("protocol", cases("protocol_allow_list", "left_out_on_purpose"))
def test_schemes_that_run_something_are_refused(protocol: str) -> None:
    assert sanitise(f"{protocol}example") == ""


@pytest.mark.parametrize("case", cases("get_protocol"), ids=name)
def test_the_scheme_is_told(case: dict[str, str]) -> None:
    assert protocol_of(case["in"]) == case["out"]


@pytest.mark.parametrize("case", cases("split_protocol"), ids=name)
def test_a_url_is_split_at_its_scheme(case: dict[str, Any]) -> None:
    expected = (case["protocol"], case["slashes"], case["rest"]) if "rest" in case else None
    assert split_protocol(case["in"]) == expected


def test_exactly_these_characters_stay() -> None:
    kept = sanitise("x" + "".join(map(chr, range(0x20, 0x7F))) + "\t\r\n\0ü")
    plain = set("-~+_.?#=!&;,/:%@$|*'()[]") | {c for c in map(chr, range(0x7F)) if c.isalnum()}
    assert set(kept) == plain | {"\\", "ü"}
    assert "\\" not in sanitise("x\\y?"), "a backslash stays behind a question mark only"
    assert DERIVED["allowed_ascii"].startswith("a-z A-Z 0-9")


@pytest.mark.stores("sqlite")
def test_the_api_answers_and_keeps_what_is_cleaned(api: Program) -> None:
    for number, case in enumerate(SANITISED):
        if "allowed_plus" in case:
            continue
        body = api.json(action="shorturl", url=case["in"], keyword=f"n{number}")
        if case.get("out") and body["code"] != "error:url":
            assert (body["status"], body["url"]["url"]) == ("success", case["out"]), case
        elif not case.get("out"):
            assert body["code"] == "error:nourl", case
        else:
            assert body["url"]["url"] == case["out"], case


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("HTTP://Ada@Home:p@ss@Example.COM/X", "http://Ada@Home:p@ss@example.com/X"),
        ("http://a@b@c@[2001:DB8::1]:80/", "http://a@b@c@[2001:db8::1]:80/"),
        ("http://@@Example.com/", "http://@@example.com/"),
        ("http://Example.com/@User@Home", "http://example.com/@User@Home"),
        ("http://Example.com?q=@X", "http://example.com?q=@X"),
        ("ssh://Git@Example.com#@", "ssh://Git@example.com#@"),
    ],
)
def test_the_last_at_sign_before_the_path_ends_a_user_name(url: str, kept: str) -> None:
    assert sanitise(url) == kept


NO_HOSTS = [
    "http://xn--/",
    "http://xn--a-/x",
    "http://xn--99999999999/x",
    "http://www.xn--ü.example/",
    "http://xn--ls8h\u0301.example/",
    "http://xn--abc.example/x",
    "http://ada@XN--0/",
    "http://xn--" + "9" * 300 + "/",
    "http://\ufffe.example/",
    "http://xn--" + "a" * 100_000 + "-" + "b" * 100_000 + "/",
]


@pytest.mark.parametrize("url", NO_HOSTS, ids=name)
def test_a_host_that_stands_for_no_unicode_is_no_url(api: Program, url: str) -> None:
    assert sanitise(url) == ""
    assert api.json(action="shorturl", url=url)["code"] == "error:nourl"
    assert api.json(action="geturl", url=url)["statusCode"] == 404
    assert ("url", "hosts that are no IDN") in EXCEPTIONS


@pytest.mark.parametrize("url", ["http://xn--mgbuq0c.net/", "http://xn--strae-oqa.de/", "http://xn--ls8h.la/"])
def test_a_host_that_stands_for_some_is_read(api: Program, url: str) -> None:
    assert "xn--" not in api.json(action="shorturl", url=url)["url"]["url"]
