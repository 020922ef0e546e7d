"""The audit log for admins: who did what, when and from where, narrowed by person, act and days; and as a file."""

import msgspec
from flask import Response, request

from shortener.accounts import audit as accounts
from shortener.accounts.people import names
from shortener.admin.addresses import address_of
from shortener.admin.days import after, asked_days, start_of
from shortener.admin.frame import page, screen, zone
from shortener.admin.one import id_in
from shortener.reports.moments import iso_ms
from shortener.sentences import Words
from shortener.web.downloads import file_of_lines
from shortener.web.services import services
from shortener.web.speech import say

PER_PAGE = 100


class Row(msgspec.Struct, frozen=True):
    """A line as a file has it; `at` is UTC, `action` a word that stays, `prefix` the network."""

    id: int
    at: str
    name: str
    action: str
    subject: str
    prefix: str


@screen("/audit", "people")
def audit() -> Response:
    problems: dict[str, str] = {}
    asked, before = _asked(problems), id_in(request.args.get("before", ""))
    with services().database.read() as session:
        found = accounts.lines(session, asked, PER_PAGE + 1, before)
        people = sorted(names(session).items(), key=lambda one: one[1].casefold())
    given = {name: request.args.get(name, "") for name in ("person", "action", "since", "until")}
    last = found[PER_PAGE - 1].id if len(found) > PER_PAGE else None
    return page(
        "audit",
        422 if problems else 200,
        lines=found[:PER_PAGE],
        given=given,
        older=address_of("admin.audit", given | {"before": last}) if last else "",
        file=address_of("admin.audit_file", given),
        people=[("", Words("Everybody")), *((str(number), name) for number, name in people)],
        actions=[("", Words("Everything")), *sorted(accounts.ACTIONS.items(), key=lambda one: say(one[1]))],
        words=accounts.ACTIONS,
        problems=problems,
        focus=next(iter(problems), ""),
    )


@screen("/audit.csv", "people")
def audit_file() -> Response:
    """All lines that the question finds, the last first; times are UTC."""
    found = accounts.every(services().database, _asked({}))
    rows = (Row(line.id, iso_ms(line.at), line.name, line.action, line.subject, line.prefix) for line in found)
    return file_of_lines(rows, Row.__struct_fields__, "audit", zone())


def _asked(problems: dict[str, str]) -> accounts.Asked:
    since, until = asked_days(request.args, problems)
    action = request.args.get("action", "")
    return accounts.Asked(
        person=id_in(request.args.get("person", "")),
        action=action if action in accounts.ACTIONS else "",
        since_ms=start_of(since) if not problems else None,
        until_ms=start_of(after(until)) if not problems else None,
    )
