"""From the headers of a request, whichever server read them, to the facts that a visit is made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from shortener.net.client import FORWARDED_FOR, Client
from shortener.redirect.decide import GO, Answer
from shortener.redirect.record import Record
from shortener.redirect.visit import AGENT, LANGUAGE, PURPOSE, QUERY, REFERRER, SLUG, Visit

ClientOf = Callable[[str, list[str]], Client]


@dataclass(slots=True)
class Facts:
    """What the headers of one request say; texts are cut to what a visit may hold."""

    host: str = ""
    agent: str = ""
    referrer: str = ""
    language: str = ""
    purpose: str = ""
    private: bool = False
    forwarded: list[str] | None = None


def read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Facts:
    """Facts from lower-case header names and raw values."""
    facts = Facts()
    for name, value in headers:
        if name == b"host":
            facts.host = value.decode("latin-1")
        elif name == b"user-agent":
            facts.agent = _text(value, AGENT)
        elif name == b"referer":
            facts.referrer = _text(value, REFERRER)
        elif name == b"accept-language":
            facts.language = _text(value, LANGUAGE)
        elif name == b"sec-purpose":
            facts.purpose = _text(value, PURPOSE)
        elif name in {b"dnt", b"sec-gpc"}:
            facts.private = facts.private or value == b"1"
        elif name == FORWARDED_FOR:
            facts.forwarded = [*(facts.forwarded or ()), value.decode("latin-1")]
    return facts


@dataclass(frozen=True, slots=True)
class Request:
    """One request for a key, as both lanes see it. `at` is milliseconds UTC; `query` the raw query string."""

    at: int
    domain_id: int
    key: str
    method: str
    query: str
    facts: Facts
    client: Client


def without_plus(request: Request) -> Request | None:
    """What `/<slug>+` is about; None when it asks for something else."""
    return replace(request, key=request.key[:-1]) if request.key.endswith("+") else None


def make_visit(request: Request, record: Record | None, answer: Answer) -> Visit:
    """What is journaled of a request and its answer."""
    facts = request.facts
    return Visit(
        request.at,
        request.domain_id,
        request.key[:SLUG],
        record.link_id if record else 0,
        record.revision_id if record else 0,
        record is not None and record.slug == request.key and record.domain_id == request.domain_id,
        answer.outcome,
        answer.status,
        request.method,
        request.client.address,
        request.client.via,
        facts.agent,
        facts.referrer,
        facts.language,
        facts.purpose,
        facts.private,
        request.query[:QUERY],
    )


def is_click(answer: Answer) -> bool:
    """A click is a redirect to a link's target; all else is a miss, journaled within a bounded share."""
    return answer.outcome == GO


def _text(value: bytes, most: int) -> str:
    return value[:most].decode("utf-8", "replace")
