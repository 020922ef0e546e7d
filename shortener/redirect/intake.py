"""From a request, whichever server read it, to the visit that is journaled of it."""

from collections.abc import Callable

import msgspec

from shortener.journal.visit import AGENT, LANGUAGE, PURPOSE, QUERY, REFERRER, SLUG, Visit
from shortener.net.client import Client
from shortener.net.headers import Known
from shortener.redirect.decide import Answer
from shortener.redirect.record import Record

ClientOf = Callable[[str, Known], Client]


class Request(msgspec.Struct, frozen=True, gc=False):
    """One request for a slug. `at` is milliseconds UTC, `query` the raw query string."""

    at: int
    domain_id: int
    slug: str
    method: str
    query: str
    headers: Known
    client: Client


def make_visit(request: Request, record: Record | None, answer: Answer) -> Visit:
    """What is journaled of a request and its answer; texts are cut to what a visit may hold."""
    headers = request.headers
    return Visit(
        request.at,
        request.domain_id,
        request.slug[:SLUG],
        record.link_id if record else 0,
        record.revision_id if record else 0,
        record is not None and record.slug == request.slug and record.domain_id == request.domain_id,
        answer.outcome,
        answer.status,
        request.method,
        request.client.address,
        request.client.via,
        _text(headers, b"user-agent", AGENT),
        _text(headers, b"referer", REFERRER),
        _text(headers, b"accept-language", LANGUAGE),
        _text(headers, b"sec-purpose", PURPOSE),
        headers.get(b"dnt") == b"1" or headers.get(b"sec-gpc") == b"1",
        request.query[:QUERY],
    )


def _text(headers: Known, name: bytes, most: int) -> str:
    value = headers.get(name)
    return value[:most].decode("utf-8", "replace") if value else ""
