"""What stands in the data of a YOURLS site means here what it meant there."""

from collections.abc import Mapping
from typing import Any

import pytest

from shortener.clicks.steps.network import network_of
from shortener.interop.yourls.config import Config
from shortener.interop.yourls.settled import next_keyword, settings_of
from shortener.interop.yourls.tables import Row
from shortener.interop.yourls.visits import Home, visit_of
from shortener.journal.visit import Visit
from shortener.yourls.keywords import alphabet, nth
from tests.contract.cases import CASES, cases, name

HOMES: Mapping[str, Home] = {"abc": Home(1, 2, 3)}


def logged(**cells: str) -> tuple[Visit, str]:
    """A visit, and its country, of a row of the log with these cells."""
    row: Row = {
        "click_id": "1",
        "click_time": "2020-01-01 00:00:00",
        "shorturl": "abc",
        "referrer": "direct",
        "user_agent": "-",
        "ip_address": "192.0.2.1",
        "country_code": "",
    }
    row.update(cells)
    told = visit_of(row, HOMES)
    assert not isinstance(told, str)
    return told.visit, told.country


@pytest.mark.parametrize("case", cases("keyword_base_conversion"), ids=name)
def test_numbers_are_the_keywords_that_follow(case: dict[str, Any]) -> None:
    for base in (36, 62):
        assert nth(case["int"], alphabet(base)) == case[f"base{base}"]


@pytest.mark.parametrize("case", cases("keyword_base_conversion", "charset_for_setting"), ids=name)
def test_the_base_is_that_of_config_php(case: dict[str, Any]) -> None:
    config = Config(constants={"URL_CONVERT": str(case["setting"])})
    assert settings_of(config, {})["SHORTENER_YOURLS_KEYWORDS"] == str(case["len"])
    assert next_keyword(config, {"next_id": "36"}) == nth(36, alphabet(case["len"]))


@pytest.mark.parametrize("case", cases("referrer"), ids=name)
def test_a_referrer_is_what_the_log_says_and_direct_is_none(case: dict[str, Any]) -> None:
    text = case["logged"] if case["logged"].startswith(("direct", "http")) else "http://long.example/" + "x" * 180
    assert logged(referrer=text)[0].referrer == ("" if case["header"] is None else text)


@pytest.mark.parametrize("case", cases("referrer", "user_agent"), ids=name)
def test_an_agent_is_what_the_log_says_and_a_dash_is_none(case: dict[str, Any]) -> None:
    text = case["logged"] if case["header"] is None else "A" * 255
    assert logged(user_agent=text)[0].agent == ("" if case["header"] is None else text)


@pytest.mark.parametrize("case", cases("geo", "ip_to_country"), ids=name)
def test_a_country_is_what_the_log_says_and_nothing_is_none(case: dict[str, Any]) -> None:
    country = "" if case["out"] == "none" else case["out"]
    assert logged(ip_address=case["in"], country_code=country)[1] == country


@pytest.mark.parametrize("code", ["", "--", "??", "00", "A", "ABC", "ß"])
def test_what_is_no_country_is_none(code: str) -> None:
    assert logged(country_code=code)[1] == ""


@pytest.mark.parametrize("text", [*CASES["ip_sanitize"]["passes_unchanged"], *(c["out"] for c in cases("ip_sanitize"))])
def test_of_an_address_a_prefix_is_kept_and_of_none_nothing(text: str) -> None:
    found = network_of(logged(ip_address=text)[0].address)
    prefixes = {"255.255.255.255": "255.255.255.0/24", "::1": "::/48", "192.168.0.1": "192.168.0.0/24"}
    assert (found.prefix if found else None) == prefixes.get(text)
