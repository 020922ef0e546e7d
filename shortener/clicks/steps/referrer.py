"""Step: where the visitor came from, without what may be private in a URL."""

import functools
from typing import Any
from urllib.parse import urlsplit

from shortener.journal.visit import Visit
from shortener.net.hosts import canonical_host, url_host

LONGEST = 1024


def read_referrer(visit: Visit, row: dict[str, Any]) -> None:
    """Of someone who asks for privacy only the host is kept."""
    referrer, host = clean_referrer(visit.referrer)
    row["referrer"] = None if visit.private else referrer
    row["referrer_host"] = host
    row["channel"] = None


@functools.lru_cache(maxsize=16384)
def clean_referrer(referrer: str) -> tuple[str | None, str | None]:
    """The URL without user, query and fragment, and its canonical host; both None when it is no http(s) URL."""
    try:
        parts = urlsplit(referrer.strip())
        host = canonical_host(parts.netloc.rpartition("@")[2])
    except ValueError:
        return None, None
    if parts.scheme not in {"http", "https"} or not host:
        return None, None
    return f"{parts.scheme}://{url_host(host)}{parts.path}"[:LONGEST].replace("\0", ""), host
