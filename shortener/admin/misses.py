"""What people asked for and nobody made: a list of work, and what to do about each line of it."""

from collections.abc import Callable, Mapping, Sequence

from flask import Response, abort, request
from sqlalchemy.orm import Session

from shortener.admin.addresses import address_of
from shortener.admin.box import box
from shortener.admin.forms import LinkForm
from shortener.admin.frame import go, page, screen
from shortener.admin.links import show_links
from shortener.admin.one import LARGEST_ID
from shortener.admin.questions import PER_PAGE, page_number
from shortener.clicks.triage import ignore_misses, reopen_misses
from shortener.reports.misses import (
    MOST_LISTED,
    OUTCOMES,
    SORTS,
    MissQuery,
    find_miss,
    list_misses,
    miss_totals,
)
from shortener.reports.missstates import STATES
from shortener.sentences import Words
from shortener.web.services import services

MOST_TICKED = PER_PAGE
STATE_NAMES = {"open": Words("Open"), "scanner": Words("Scanners"), "ignored": Words("Ignored"), "made": Words("Made")}
OUTCOME_NAMES = {
    "unknown": Words("Never made"),
    "deleted": Words("Deleted"),
    "off": Words("Disabled"),
    "early": Words("Not started"),
    "over": Words("Ended"),
}
SORT_NAMES = {
    "count": Words("Most asked for"),
    "last": Words("Last asked for"),
    "first": Words("First asked for"),
    "slug": Words("Slug"),
}


@screen("/misses", "all")
def misses() -> Response:
    query = asked(request.args)
    with services().database.read() as session:
        totals = miss_totals(session, query.outcome)
        found = list_misses(session, query, totals)
    return page(
        "misses",
        found=found,
        totals=totals,
        query=query,
        filtered=bool(query.search or query.domain),
        most=MOST_LISTED,
        address=address,
        hosts=services().library.hosts(),
        states=STATE_NAMES,
        outcomes=OUTCOME_NAMES,
        sorts=SORT_NAMES,
    )


@screen("/misses/<int:miss_id>/make", "misses")
def make_missed(miss_id: int) -> Response:
    """The create box, filled in: the slug that was asked for, and where the nearest link leads."""
    with services().database.read() as session:
        row = find_miss(session, miss_id) if miss_id <= LARGEST_ID else None
    if row is None:
        abort(404)
    target = row.meant.link.target if row.meant else ""
    return show_links(box(LinkForm(slug=row.wanted, domain=row.domain, target=target)) | {"wish": row})


@screen("/misses/ignore", "misses", post=True)
def ignore_missed() -> Response:
    return _decide(ignore_misses, "ignored")


@screen("/misses/reopen", "misses", post=True)
def reopen_missed() -> Response:
    return _decide(reopen_misses, "reopened")


def asked(args: Mapping[str, str]) -> MissQuery:
    """The query in an address; anything that makes no sense counts as not given."""
    return MissQuery(
        search=args.get("q", "").strip(),
        domain=args.get("domain", ""),
        state=_known(args.get("state"), STATES),
        outcome=_known(args.get("outcome"), OUTCOMES),
        sort=_known(args.get("sort"), SORTS),
        descending=args.get("sort") != "slug",
        page=page_number(args.get("page", "")),
        per_page=PER_PAGE,
    )


def address(query: MissQuery, endpoint: str = "admin.misses", **changes: str | int) -> str:
    """The same question with some answers changed, put to the list or to what changes it."""
    given: dict[str, str | int] = {
        "q": query.search,
        "domain": query.domain,
        "state": query.state if query.state != STATES[0] else "",
        "outcome": query.outcome if query.outcome != OUTCOMES[0] else "",
        "sort": query.sort if query.sort != SORTS[0] else "",
    }
    given.update(changes)
    return address_of(endpoint, given)


def _decide(decide: Callable[[Session, Sequence[int]], int], done: str) -> Response:
    """About the one whose button was pressed, or else about all that were ticked; then back to where the list was."""
    given = request.form.getlist("only") or request.form.getlist("id")
    ids = [int(text) for text in given[:MOST_TICKED] if text.isascii() and text.isdigit() and len(text) < 19]
    with services().database.write() as session:
        decide(session, ids)
    query = asked(request.args)
    return go(address(query, page=query.page if query.page > 1 else "", done=done if ids else "none-ticked"))


def _known(text: str | None, known: Sequence[str]) -> str:
    """The first one, where it is none of them."""
    return text if text and text in known else known[0]
