"""GET /api/v1/links: which links there are, a stretch at a time, from wherever the last one ended."""

import base64
import binascii
from hashlib import blake2b
from urllib.parse import urlencode

import msgspec
from flask import Response, request
from sqlalchemy.orm import Session

from shortener.accounts import people
from shortener.accounts.roles import kept_to
from shortener.api.v1.asking import asked_domain, asked_times, one_of, whole_number
from shortener.api.v1.blueprint import PREFIX
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import caller, operation, refuse_kept
from shortener.api.v1.giving import told_links
from shortener.api.v1.operations import Answer
from shortener.api.v1.parameters import choice, moment, text, whole
from shortener.api.v1.refusals import BadQuestion
from shortener.api.v1.shapes import Links
from shortener.links.views import STATES
from shortener.reports.linkquery import CLICKED, NOBODY, PRINTED, RENAMED, SILENT, TIMED, LinkQuery
from shortener.reports.lists import MOST_PER_PAGE
from shortener.reports.needles import LONGEST_SEARCH
from shortener.reports.walk import walk
from shortener.web.services import services

SORTS, ORDERS = ("created", "clicks", "slug", "last"), ("desc", "asc")
KINDS, CLICKS = (PRINTED, TIMED, RENAMED), (CLICKED, SILENT)
USUAL = 50
QUERY = (
    text("cursor", "Where to go on: `next` or `previous` of an answer to the same question."),
    whole("limit", MOST_PER_PAGE, "Links at a time.", default=USUAL),
    text("search", "Words, each in a slug, the target, the title or the notes.", longest=LONGEST_SEARCH),
    text("domain", "Only links of this domain."),
    text("tag", "Only links with this tag."),
    choice("state", STATES, "Only links in this state; else all but deleted ones."),
    text("owner", "Only links of the person with this name; empty: those that belong to nobody."),
    moment("since", "Only links made from this date or time on."),
    moment("until", "Only links made before this date or time."),
    text("timezone", "Of times without an offset; SHORTENER_TIMEZONE where it isn't given."),
    choice("kind", KINDS, "Only printed ones, those that start or end some day, or those that an old slug leads to."),
    choice("clicks", CLICKS, "Only links that were clicked, or never."),
    choice("sort", SORTS, "What the order goes by; last is the last click.", default=SORTS[0]),
    choice("order", ORDERS, "Greatest or newest first, or the other way round.", default=ORDERS[0]),
)


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """A place in one list of links: `of` is a hash of what was asked."""

    back: bool
    mark: str
    of: str


@operation(
    group="Links", method="GET", path="/links", scope="links:read", about="List links", query=QUERY,
    answers={200: Answer("Some of the links.", Links, headers=("Link",))},
)  # fmt: skip
def list_links() -> Response:
    with services().database.read() as session:
        query = _query(session)
        asked = _hash(query)
        cursor = _read(request.args.get("cursor", ""), asked)
        found = walk(session, query, **_from(cursor))
    ends = {"next": _cursor(False, found.after, asked), "previous": _cursor(True, found.before, asked)}
    links = told_links([row.link for row in found.rows])
    return reply(Links(links=links, total=found.total, more=found.more, **ends), headers=_header(ends))


def _query(session: Session) -> LinkQuery:
    """Raises BadQuestion."""
    since, until, _zone = asked_times()
    return LinkQuery(
        search=request.args.get("search", ""),
        domain=asked_domain(),
        tag=request.args.get("tag", ""),
        state=one_of("state", STATES) or "",
        owner=_owner(session),
        since_ms=since,
        until_ms=until,
        kind=one_of("kind", KINDS) or "",
        clicks=one_of("clicks", CLICKS) or "",
        sort=one_of("sort", SORTS) or SORTS[0],
        descending=one_of("order", ORDERS) != "asc",
        per_page=whole_number("limit", MOST_PER_PAGE, default=USUAL),
    )


def _owner(session: Session) -> int | None:
    name, own = request.args.get("owner"), kept_to(caller().person)
    if own is not None:
        if name is not None and people.clean_name(name) != caller().person.name:
            refuse_kept()
        return own
    if not name:
        return None if name is None else NOBODY
    found = people.find(session, name)
    if found is None:
        raise BadQuestion(f"owner must be the name of a person, and {name[:50]!r} is nobody's.")
    return found.id


def _hash(query: LinkQuery) -> str:
    """The same for all stretches of a list, however long each is."""
    asked = msgspec.structs.replace(query, per_page=USUAL)
    return blake2b(msgspec.json.encode(asked), digest_size=9).hexdigest()


def _cursor(back: bool, mark: str, asked: str) -> str | None:
    if not mark:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode(Cursor(back, mark, asked))).decode().rstrip("=")


def _read(text_of: str, asked: str) -> Cursor | None:
    if not text_of:
        return None
    try:
        cursor = msgspec.json.decode(base64.urlsafe_b64decode(text_of + "=" * (-len(text_of) % 4)), type=Cursor)
    except (msgspec.MsgspecError, UnicodeError, binascii.Error, ValueError) as error:
        raise BadQuestion("cursor is none that was given here.") from error
    if cursor.of != asked:
        raise BadQuestion("cursor is of another list; begin this one without it.")
    return cursor


def _from(cursor: Cursor | None) -> dict[str, str]:
    return {} if cursor is None else {"before" if cursor.back else "after": cursor.mark}


def _header(ends: dict[str, str | None]) -> dict[str, str]:
    """RFC 8288, for programs that follow links."""
    asked = request.args.to_dict()
    found = [(rel, f"{PREFIX}/links?{urlencode(asked | {'cursor': at})}") for rel, at in ends.items() if at]
    return (
        {"Link": ", ".join(f'<{url}>; rel="{"prev" if rel == "previous" else rel}"' for rel, url in found)}
        if found
        else {}
    )
