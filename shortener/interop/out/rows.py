"""The way out, step 1: each slug with what the redirect answers to it at one moment."""

from collections.abc import Iterator, Sequence

import msgspec

from shortener.interop.answers import judge_of
from shortener.interop.out.homes import Home
from shortener.links.everything import Printed, slug_pages
from shortener.links.records import load_records
from shortener.redirect.decide import GO, Answer, decide
from shortener.redirect.record import Record
from shortener.reports.moments import iso_ms, iso_or_none
from shortener.settings import Settings
from shortener.stores import Database


class Leaving(msgspec.Struct, frozen=True):
    """One slug. `answer` is the HTTP status, `location` the header as it is sent, empty where there is no redirect.

    `status` is what the link itself says, None for the site's setting; times are ISO 8601 in UTC.
    """

    domain: str
    slug: str
    kind: str
    answer: int
    location: str
    target: str
    title: str
    state: str
    status: int | None
    forward_query: bool
    starts_at: str | None
    ends_at: str | None
    created_at: str


COLUMNS = Leaving.__struct_fields__


def leaving(database: Database, settings: Settings, homes: Sequence[Home], now: int) -> Iterator[Leaving]:
    """Domain by domain, those that look alike behind each other. A link changed meanwhile may be old or new."""
    site = judge_of(settings)
    for home in homes:
        for page in slug_pages(database, home.id):
            records = load_records(database, [(home.id, one.slug) for one in page])[1]
            for one in page:
                record = records.get((home.id, one.slug))
                if record is not None:  # else it was freed since
                    yield _row(home, one, record, decide(site, record, now, "HEAD", ""))


def _row(home: Home, one: Printed, record: Record, answer: Answer) -> Leaving:
    goes = answer.outcome == GO
    return Leaving(
        *(home.host, one.slug, one.kind, answer.status, record.location if goes else "", one.target, one.title),
        *("live" if goes else answer.outcome, record.status or None, record.forward_query),
        *(iso_or_none(record.starts_at), iso_or_none(record.ends_at), iso_ms(one.created_at)),
    )
