"""Visits as a worker journals them: one plain click, with what a test wants changed."""

from typing import Any

import msgspec

from shortener.journal.visit import Visit

PLAIN = Visit(
    at=1_790_000_000_000,  # 2026-09-21 13:33:20 UTC
    domain_id=1,
    slug="scratch-new",
    link_id=7,
    revision_id=9,
    exact=True,
    outcome="go",
    status=302,
    method="GET",
    address="2001:db8:7:8::9",
    via="direct",
    agent="Mozilla/5.0",
    referrer="",
    language="en-GB,en;q=0.8",
    purpose="",
    private=False,
    query="",
)


def a_visit(**changes: Any) -> Visit:
    return msgspec.structs.replace(PLAIN, **changes)
