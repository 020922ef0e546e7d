"""/api/v1/misses: what people asked for and nobody made; PUT and DELETE /api/v1/misses/…/ignored decide about one."""

from typing import cast

import msgspec
from flask import Response, abort, request

from shortener.api.v1.asking import BadQuestion, asked_zone, one_of, refusal, whole_number
from shortener.api.v1.blueprint import blueprint
from shortener.clicks.triage import ignore_misses, reopen_misses
from shortener.reports.misses import (
    ALL,
    MOST_LISTED,
    MOST_PER_PAGE,
    OUTCOMES,
    SORTS,
    STATES,
    MissQuery,
    find_miss,
    list_misses,
    miss_totals,
)
from shortener.reports.tablefile import FORMS, Form
from shortener.reports.tables import misses_table
from shortener.reports.told import told_miss, told_misses
from shortener.web.downloads import file_of_rows
from shortener.web.errors import explain
from shortener.web.marks import cookieless
from shortener.web.services import services

LARGEST_ID = (1 << 63) - 1


@blueprint.get("/misses")
@cookieless
def misses() -> Response:
    refused = refusal("stats:read")
    if refused is not None:
        return refused
    try:
        form, zone = cast("Form | None", one_of("format", ("json", *FORMS))), asked_zone()
        query = _query()
    except BadQuestion as error:
        return explain(400, str(error), "bad-question")
    with services().database.read() as session:
        found = told_misses(list_misses(session, query), miss_totals(session), zone)
    return file_of_rows(misses_table(found), form, "misses", zone) if form in FORMS else _json(found)


@blueprint.route("/misses/<int:miss_id>/ignored", methods=["PUT", "DELETE"])
@cookieless
def decide(miss_id: int) -> Response:
    """PUT: it is no work; DELETE: it is after all."""
    refused = refusal("links:write", "write")
    if refused is not None:
        return refused
    with services().database.write() as session:
        row = find_miss(session, miss_id) if miss_id <= LARGEST_ID else None
        if row is None:
            abort(404, "There is no such miss.")
        (ignore_misses if request.method == "PUT" else reopen_misses)(session, [miss_id])
        row = find_miss(session, miss_id)
    return _json(told_miss(row, services().settings.timezone) if row else None)


def _query() -> MissQuery:
    """By default the open ones, most asked for first. Raises BadQuestion."""
    return MissQuery(
        search=request.args.get("search", ""),
        domain=request.args.get("domain", ""),
        state=one_of("state", (*STATES, ALL)) or STATES[0],
        outcome=one_of("outcome", (*OUTCOMES, ALL)) or OUTCOMES[0],
        sort=one_of("sort", SORTS) or SORTS[0],
        descending=one_of("order", ("desc", "asc")) != "asc",
        page=whole_number("page", MOST_LISTED, default=1),
        per_page=whole_number("per_page", MOST_PER_PAGE, default=25),
    )


def _json(found: object) -> Response:
    return Response(msgspec.json.encode(found), mimetype="application/json")
