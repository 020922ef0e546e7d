"""Printed codes and campaigns: what the query of a visit says of where the link stood."""

from typing import Any

import pytest

from shortener.clicks.steps.campaign import read_campaign
from shortener.clicks.steps.referrer import channel_step, read_referrer
from tests.visits import a_visit


def read(query: str, referrer: str = "") -> tuple[str | None, str]:
    """Campaign and channel."""
    row: dict[str, Any] = {}
    visit = a_visit(query=query, referrer=referrer)
    for step in (read_campaign, read_referrer, channel_step({"example.org"})):
        step(visit, row)
    return row["campaign"], row["channel"]


@pytest.mark.parametrize(
    ("query", "campaign", "channel"),
    [
        ("", None, "direct"),
        ("qr", None, "qr"),
        ("QR", None, "qr"),
        ("qr=", None, "qr"),
        ("qr=poster-7", "poster-7", "qr"),
        ("QR=POSTER", "POSTER", "qr"),
        ("utm_campaign=spring&utm_source=x", "spring", "direct"),
        ("utm_medium=email&utm_campaign=news", "news", "mail"),
        ("utm_medium=Newsletter", None, "mail"),
        ("qr=box&utm_campaign=spring", "box", "qr"),
        ("qr=a&qr=b", "a", "qr"),
        ("page=qr", None, "direct"),
        ("utm_campaign=" + "x" * 100, "x" * 64, "direct"),
        ("qr=a%00b", "ab", "qr"),
        ("&".join(f"a{number}" for number in range(60)) + "&qr", None, "direct"),
    ],
)
def test_a_query_says_where_a_link_stood(query: str, campaign: str | None, channel: str) -> None:
    assert read(query) == (campaign, channel)


def test_what_the_address_says_counts_before_the_referrer() -> None:
    assert read("qr", "https://www.google.com/") == (None, "qr")
    assert read("utm_source=x", "https://www.google.com/") == (None, "search")
    assert read("", "https://www.example.org/") == (None, "own")
