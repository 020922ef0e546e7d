"""/api/v1/misses: what people asked for and nobody made; PUT and DELETE /api/v1/misses/…/ignored decide about one."""

from collections.abc import Callable
from typing import Any, cast

from flask import Response, abort, request
from sqlalchemy.orm import Session

from shortener.api.v1.asking import asked_domain, asked_zone, one_of, whole_number
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import operation
from shortener.api.v1.missshapes import Miss, Misses
from shortener.api.v1.operations import Answer
from shortener.api.v1.parameters import choice, text, whole
from shortener.api.v1.statsasked import TIMEZONE
from shortener.clicks.triage import ignore_misses, reopen_misses
from shortener.reports.export.order import TYPES
from shortener.reports.misses import (
    MOST_LISTED,
    MOST_PER_PAGE,
    OUTCOMES,
    SORTS,
    MissQuery,
    find_miss,
    list_misses,
    miss_totals,
)
from shortener.reports.missstates import ALL, STATES
from shortener.reports.tablefile import FORMS, Form
from shortener.reports.tables import misses_table
from shortener.reports.told import told_miss, told_misses
from shortener.web.downloads import file_of_rows
from shortener.web.services import services

LARGEST_ID = (1 << 63) - 1
ORDERS = ("desc", "asc")
PER_PAGE = 25
QUERY = (
    text("search", "A part of the slug."),
    text("domain", "Only misses on this domain."),
    choice("state", (*STATES, ALL), "Only misses in this state.", default=STATES[0]),
    choice("outcome", (*OUTCOMES, ALL), "Only misses with which visitors met this.", default=OUTCOMES[0]),
    choice("sort", SORTS, "What the order goes by.", default=SORTS[0]),
    choice("order", ORDERS, "Greatest first, or the other way round.", default=ORDERS[0]),
    whole("page", MOST_LISTED, "Which page.", default=1),
    whole("per_page", MOST_PER_PAGE, "How many on a page.", default=PER_PAGE),
    TIMEZONE,
    choice("format", ("json", *FORMS), "JSON, or a file of rows.", default="json"),
)
DECIDE: dict[str, Any] = {
    "group": "Misses",
    "path": "/misses/{number}/ignored",
    "scope": "links:write",
    "action": "misses",
}
DECIDED = {200: Answer("The miss as it is now.", Miss)}


@operation(
    group="Misses", method="GET", path="/misses", scope="stats:read", action="all",
    about="What people asked for and nobody made", query=QUERY,
    answers={200: Answer("Some of them.", Misses, tuple(TYPES[form] for form in FORMS))},
)  # fmt: skip
def misses() -> Response:
    form, zone = cast("Form | None", one_of("format", ("json", *FORMS))), asked_zone()
    query = _query()
    with services().database.read() as session:
        found = told_misses(list_misses(session, query), miss_totals(session), zone)
    return file_of_rows(misses_table(found), form, "misses", zone) if form in FORMS else reply(found)


@operation(**DECIDE, method="PUT", about="Say that a miss is no work", answers=DECIDED, refusals=(404,))
def ignore_miss(number: int) -> Response:
    return _decide(number, ignore_misses)


@operation(**DECIDE, method="DELETE", about="Show a miss as work again", answers=DECIDED, refusals=(404,))
def reopen_miss(number: int) -> Response:
    return _decide(number, reopen_misses)


def _decide(miss_id: int, decide: Callable[[Session, list[int]], object]) -> Response:
    with services().database.write() as session:
        if miss_id > LARGEST_ID or find_miss(session, miss_id) is None:
            abort(404, "There is no such miss.")
        decide(session, [miss_id])
        row = find_miss(session, miss_id)
    return reply(told_miss(row, services().settings.timezone) if row else None)


def _query() -> MissQuery:
    """By default the open ones, most asked for first. Raises BadQuestion."""
    return MissQuery(
        search=request.args.get("search", ""),
        domain=asked_domain(),
        state=one_of("state", (*STATES, ALL)) or STATES[0],
        outcome=one_of("outcome", (*OUTCOMES, ALL)) or OUTCOMES[0],
        sort=one_of("sort", SORTS) or SORTS[0],
        descending=one_of("order", ORDERS) != "asc",
        page=whole_number("page", MOST_LISTED, default=1),
        per_page=whole_number("per_page", MOST_PER_PAGE, default=PER_PAGE),
    )
