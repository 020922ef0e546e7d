"""Parity, step 3: two answers to one request, and in one word how they differ."""

import re
import string
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from shortener.interop.parity.requests import PRINTABLE
from shortener.net.asking import Said
from shortener.net.fetch import PORTS
from shortener.net.hosts import canonical_host, url_host
from shortener.redirect.decide import UNKNOWN

REASONS = {
    "target": "another place",
    "unknown": "a redirect there, unknown here",
    "refused": "a redirect there to what no link may lead to here",
    "off": "a redirect there, disabled here",
    "deleted": "a redirect there, deleted here",
    "early": "a redirect there, not begun here",
    "over": "a redirect there, ended here",
    "status": "the same with another status",
    "spelling": "the same place, written otherwise",
    "only-here": "a redirect here, nothing there",
    "page": "a page there",
    "failed": "no answer there",
    "failed-here": "no answer here",
}
_KEPT = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = string.ascii_letters + string.digits + "-._~"


class Ours(NamedTuple):
    """Our answer; `outcome` is why there is no redirect, as the judge of redirects names it, "" where nobody says."""

    said: Said
    outcome: str = ""


def difference(there: Said | str, here: Ours | str, path: str, own: frozenset[str]) -> str | None:
    """A key of REASONS, None where both answer alike. A text stands for no answer.

    `own` are the canonical hosts that either of both is reached by: addresses on them are the same place.
    """
    if isinstance(there, str) or there.status >= 500:
        return "failed"
    if isinstance(here, str) or here.said.status >= 500:
        return "failed-here"
    if _goes(there):
        return _of_places(there, here, path, own) if _goes(here.said) else _missing(here)
    if there.status == here.said.status:
        return None
    return "page" if there.status < 400 else "only-here" if _goes(here.said) else "status"


def _of_places(there: Said, here: Ours, path: str, own: frozenset[str]) -> str | None:
    same = there.location == here.said.location
    if not same and settled(there.location, path, own) != settled(here.said.location, path, own):
        return "unknown" if here.outcome == UNKNOWN else "target"
    if there.status != here.said.status:
        return "status"
    return None if same else "spelling"


def _missing(here: Ours) -> str:
    if here.outcome in REASONS:
        return here.outcome
    return "deleted" if here.said.status == 410 else UNKNOWN


def settled(location: str, path: str, own: frozenset[str]) -> str:
    """Where a browser would go from a path, in one spelling; an address on either server's own hosts has none."""
    text = quote(location, safe=PRINTABLE, errors="replace")
    try:
        whole = urlsplit(urljoin(f"http://own.invalid{path}", text))
        port = whole.port
    except ValueError:
        return text
    host = canonical_host(unquote(whole.hostname or ""))
    if whole.scheme not in PORTS or host is None:
        return _KEPT.sub(_respelled, text)
    netloc = url_host(host) + (f":{port}" if port not in (None, PORTS[whole.scheme]) else "")
    is_own = host == "own.invalid" or host in own
    rest = urlunsplit(("", "", whole.path or "/", whole.query, whole.fragment))
    return ("" if is_own else f"{whole.scheme}://{netloc}") + _KEPT.sub(_respelled, rest)


def _goes(said: Said) -> bool:
    return 300 <= said.status < 400 and said.location != ""


def _respelled(found: "re.Match[str]") -> str:
    one = chr(int(found[1], 16))
    return one if one in _UNRESERVED else found[0].upper()
