"""Steps: where the visitor came from, without what may be private in a URL, and by which channel."""

import functools
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from shortener.clicks.channels import DIRECT, MAIL, QR, channel_of
from shortener.clicks.steps.campaign import placement_of
from shortener.journal.visit import Visit
from shortener.net.hosts import canonical_host, url_host

LONGEST = 1024
APP = "android-app"


def read_referrer(visit: Visit, row: dict[str, Any]) -> None:
    row["referrer"], row["referrer_host"] = clean_referrer(visit.referrer)


def channel_step(own_sites: Collection[str]) -> Any:
    """What the address itself says comes first: a scanned code, a mail."""
    known = functools.lru_cache(maxsize=16384)(functools.partial(channel_of, own_sites=own_sites))

    def read_channel(visit: Visit, row: dict[str, Any]) -> None:
        placement = placement_of(visit.query) if visit.query else None
        host = row["referrer_host"]
        if placement and placement.scanned:
            row["channel"] = QR
        elif placement and placement.mailed:
            row["channel"] = MAIL
        else:
            row["channel"] = known(host) if host else DIRECT

    return read_channel


@functools.lru_cache(maxsize=16384)
def clean_referrer(referrer: str) -> tuple[str | None, str | None]:
    """The URL without user, query and fragment, and its canonical host; both None when it is none.

    An app of Android (android-app://com.example/) has its name for a host.
    """
    try:
        parts = urlsplit(referrer.strip())
        host = canonical_host(parts.netloc.rpartition("@")[2])
    except ValueError:
        return None, None
    if parts.scheme not in {"http", "https", APP} or not host:
        return None, None
    return f"{parts.scheme}://{url_host(host)}{parts.path}"[:LONGEST].replace("\0", ""), host
