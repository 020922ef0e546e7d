"""Which class a visit gets beyond what its agent string says, with the reason for it."""

from typing import Any

import pytest

from shortener.clicks.browsers import RULES_VERSION
from shortener.clicks.steps.kind import classify
from tests.visits import a_visit

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"


def classed(**changes: Any) -> tuple[str, str]:
    row: dict[str, Any] = {}
    classify(a_visit(**({"agent": CHROME} | changes)), row)
    assert row["rules_version"] == RULES_VERSION
    return row["class"], row["reason"]


def test_a_browser_is_a_person() -> None:
    assert classed() == ("human", "browser")


def test_an_agent_that_is_no_known_browser_stays_unknown() -> None:
    assert classed(agent="rpi-imager/1.9.4") == ("unknown", "unknown agent")


@pytest.mark.parametrize("agent", ["", "  "])
def test_without_an_agent_it_is_a_robot(agent: str) -> None:
    assert classed(agent=agent) == ("bot", "no agent")


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender", "Prefetch; anonymous-client-ip"])
def test_a_page_fetched_early_is_no_visit_yet(purpose: str) -> None:
    assert classed(purpose=purpose) == ("prefetch", "prefetch")


def test_who_asks_for_headers_only_is_no_person() -> None:
    assert classed(method="HEAD") == ("bot", "HEAD")
    assert classed(method="HEAD", agent="something") == ("bot", "HEAD")


def test_a_name_counts_before_behaviour() -> None:
    assert classed(method="HEAD", agent=SLACK) == ("preview", "preview: Slackbot")
    assert classed(purpose="prefetch", agent="curl/8.7.1") == ("bot", "library: curl")


def test_the_version_of_the_rules_fits_its_column() -> None:
    assert RULES_VERSION.count("-") == 2
    assert len(RULES_VERSION) <= 16
