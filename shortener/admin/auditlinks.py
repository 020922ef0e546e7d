"""The audit log's other half: what was done to links, by whom and why, out of their history; and as a file."""

from collections.abc import Iterable, Iterator

import msgspec
from flask import Response, request

from shortener.accounts.people import names
from shortener.admin.addresses import address_of
from shortener.admin.frame import page, screen, zone
from shortener.admin.one import id_in
from shortener.reports.changes import Recent, changes_before, every_change
from shortener.reports.moments import iso_ms
from shortener.sentences import Words
from shortener.web.downloads import file_of_lines
from shortener.web.services import services

PER_PAGE = 100


class Row(msgspec.Struct, frozen=True):
    """A change as a file has it; `at` is UTC, `name` empty where nobody in particular did it."""

    at: str
    name: str
    action: str
    domain: str
    slug: str
    target: str
    reason: str


@screen("/audit/links", "people")
def audit_links() -> Response:
    person = request.args.get("person", "")
    with services().database.read() as session:
        found = changes_before(session, PER_PAGE + 1, id_in(request.args.get("before", "")), id_in(person))
        people = names(session)
    last = found[PER_PAGE - 1][0] if len(found) > PER_PAGE else None
    return page(
        "auditlinks",
        changes=[change for _, change in found[:PER_PAGE]],
        names=people,
        person=person,
        people=[
            ("", Words("Everybody")),
            *sorted(((str(one), name) for one, name in people.items()), key=lambda one: one[1]),
        ],
        older=address_of("admin.audit_links", {"person": person, "before": last}) if last else "",
        file=address_of("admin.audit_links_file", {"person": person}),
    )


@screen("/audit/links.csv", "people")
def audit_links_file() -> Response:
    """All changes, or those of one person, the last first; times are UTC."""
    with services().database.read() as session:
        people = names(session)
    rows = _rows(every_change(services().database, id_in(request.args.get("person", ""))), people)
    return file_of_lines(rows, Row.__struct_fields__, "audit-links", zone())


def _rows(changes: Iterable[Recent], people: dict[int, str]) -> Iterator[Row]:
    for one in changes:
        name = people.get(one.by or 0, "")
        yield Row(iso_ms(one.changed_at), name, one.action, one.domain, one.slug, one.target, one.reason)
