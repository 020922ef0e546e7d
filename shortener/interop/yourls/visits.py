"""A row of YOURLS' click log as a visit, as if one of our own workers had written it down then."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from shortener.clicks.moving import Told
from shortener.clicks.steps.sanity import is_possible
from shortener.interop.yourls.mending import mended
from shortener.interop.yourls.moments import moment
from shortener.interop.yourls.tables import Row
from shortener.journal.visit import AGENT, REFERRER, Visit
from shortener.redirect.decide import GO

NOTHING = {"referrer": "direct", "user_agent": "-"}  # what YOURLS writes where a browser said nothing
PERMANENT = 301
NO_LINK = "its keyword has no link in the dump"
NO_LINK_HERE = "its link did not come in"
NO_TIME = "its time can't be"


class Home(NamedTuple):
    """Where the clicks of a keyword go."""

    link_id: int
    revision_id: int
    domain_id: int


def time_of(row: Row) -> int | None:
    """When it was, milliseconds UTC; None for a time that no clock of a server can have shown."""
    at = moment(row["click_time"] or "")
    return at if at is not None and is_possible(at) else None


def visit_of(row: Row, homes: Mapping[str, Home | None]) -> Told | str:
    """Or why it is left out. A keyword whose link did not come in has None for a home."""
    keyword = row["shorturl"] or ""
    at, home = time_of(row), homes.get(keyword)
    if home is None:
        return NO_LINK_HERE if keyword in homes else NO_LINK
    if at is None:
        return NO_TIME
    return Told(int(row["click_id"] or 0), _visit(row, at, keyword, home), _country(row["country_code"] or ""))


def _visit(row: Row, at: int, keyword: str, home: Home) -> Visit:
    address = (row["ip_address"] or "").strip()
    agent, referrer = _said(row, "user_agent", AGENT), _said(row, "referrer", REFERRER)
    # By place, since names take six times as long; the last four are language, purpose, private and query.
    asked = (at, home.domain_id, keyword, home.link_id, home.revision_id, True, GO, PERMANENT, "GET")
    return Visit(*asked, address, "unknown", agent, referrer, "", "", False, "")


def _said(row: Row, name: str, most: int) -> str:
    text = row[name] or ""
    if not text.isascii():
        text, _ = mended(text)
    return "" if text == NOTHING[name] else text[:most]


@lru_cache(1024)
def _country(code: str) -> str:
    """Where YOURLS didn't know, there is nothing, or something that is no code."""
    return code.upper() if len(code) == 2 and code.isascii() and code.isalpha() and code not in {"XX", "ZZ"} else ""
