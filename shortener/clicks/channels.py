"""By which channel a visitor came: search, social, mail, the organisation's own sites, or another site."""

import csv
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

SEARCH, SOCIAL, MAIL, OWN, SITE, DIRECT, QR = "search", "social", "mail", "own", "site", "direct", "qr"
CHANNELS = (DIRECT, SEARCH, SOCIAL, MAIL, OWN, QR, SITE)
ANY_ENDING = ".*"


def channel_of(host: str, own_sites: Collection[str]) -> str:
    """Of a canonical host; a site's subdomains are that site, unless they stand in the table themselves."""
    known = _table()
    for name in _names(host):
        if name in own_sites:
            return OWN
        if name in known:
            return known[name]
    return SITE


def _names(host: str) -> Iterator[str]:
    """mail.google.co.uk → itself, google.co.uk, co.uk, uk, each also with its ending left open."""
    labels = host.split(".")
    for first in range(len(labels)):
        yield ".".join(labels[first:])
        for kept in (len(labels) - 1, len(labels) - 2):
            if first < kept:
                yield ".".join(labels[first:kept]) + ANY_ENDING


@cache
def _table() -> dict[str, str]:
    """Host to channel, from data/channels.csv; `google.*` is google under any ending of one or two labels."""
    text = (files("shortener.clicks") / "data" / "channels.csv").read_text("utf-8")
    return {row["host"]: row["channel"] for row in csv.DictReader(text.splitlines())}
