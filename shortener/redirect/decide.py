"""Pure: a record and a moment in, an answer out. Both lanes call this, so they can't differ."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from shortener.net.headers import Known
from shortener.net.queries import merge_query
from shortener.redirect.record import LIVE, Record

Header = tuple[bytes, bytes]
Pages = Mapping[str, bytes]
NONE: Known = {}

GO, UNKNOWN, AWAY, STRANGER = "go", "unknown", "away", "host"
STATUS = {UNKNOWN: 404, "off": 404, "early": 404, "over": 410, "deleted": 410, AWAY: 503, STRANGER: 421}
PAGE_SECURITY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Block(NamedTuple):
    """Headers that many answers share, and the same as HTTP/1.1 sends them."""

    headers: tuple[Header, ...]
    raw: bytes


@dataclass(frozen=True)
class Site:
    """What answers have in common; `pages` maps an outcome to the HTML body shown when there is no redirect.

    `pages_for` finds the ones in a language that an Accept-Language header asks for.
    """

    served_by: str
    pages: Pages
    status: int = 302
    unknown_url: str | None = None
    pages_for: Callable[[bytes], Pages] | None = None
    redirect: Block = field(init=False)
    page: Block = field(init=False)

    def __post_init__(self) -> None:
        common = (
            (b"cache-control", b"no-store"),
            (b"x-robots-tag", b"noindex"),
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-served-by", self.served_by.encode("ascii", "replace")),
        )
        page = ((b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", PAGE_SECURITY))
        varies = ((b"vary", b"Accept-Language"),) if self.pages_for else ()
        object.__setattr__(self, "redirect", _block(*common, (b"content-length", b"0")))
        object.__setattr__(self, "page", _block(*common, *page, *varies))


class Answer(msgspec.Struct, frozen=True, gc=False):
    """A response: the body is already left out for HEAD. `outcome` is go, or why there was no redirect."""

    outcome: str
    status: int
    shared: Block
    own: tuple[Header, ...]
    body: bytes

    @property
    def headers(self) -> tuple[Header, ...]:
        return (*self.shared.headers, *self.own)


def judge(record: Record | None, now: int) -> str:
    """The outcome for a link at a moment (milliseconds UTC)."""
    if record is None:
        return UNKNOWN
    if record.state != LIVE:
        return record.state
    if record.starts_at is not None and now < record.starts_at:
        return "early"
    if record.ends_at is not None and now >= record.ends_at:
        return "over"
    return GO


def decide(site: Site, record: Record | None, now: int, method: str, query: str, *, known: Known = NONE) -> Answer:
    """The answer to a request for a record; `query` is the raw query string of the request."""
    outcome = judge(record, now)
    if outcome == GO and record is not None:
        location = merge_query(record.location, query) if record.forward_query and query else record.location
        return _redirect(site, GO, record.status or site.status, location)
    if outcome == UNKNOWN and site.unknown_url:
        return _redirect(site, UNKNOWN, 302, site.unknown_url)
    return show_page(site, outcome, method, known)


def show_page(site: Site, outcome: str, method: str, known: Known = NONE) -> Answer:
    """The page that says why there is no redirect, in a language that is asked for."""
    body = (site.pages_for(known.get(b"accept-language", b"")) if site.pages_for else site.pages)[outcome]
    length = (b"content-length", str(len(body)).encode())
    own = (length, (b"retry-after", b"5")) if outcome == AWAY else (length,)
    return Answer(outcome, STATUS[outcome], site.page, own, b"" if method == "HEAD" else body)


def _redirect(site: Site, outcome: str, status: int, location: str) -> Answer:
    return Answer(outcome, status, site.redirect, ((b"location", location.encode("ascii")),), b"")


def _block(*headers: Header) -> Block:
    return Block(headers, b"".join(b"%s: %s\r\n" % header for header in headers))
