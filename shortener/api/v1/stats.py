"""/api/v1/stats and /api/v1/links/…/stats: the questions about clicks that `shortener stats` answers too."""

from collections.abc import Callable
from typing import Any, cast

import msgspec
from flask import Response

from shortener.api.v1.asking import (
    BadQuestion,
    asked_filters,
    asked_period,
    asked_scope,
    asked_sides,
    asked_zone,
    one_of,
    refusal,
    some_of,
    whole_number,
    yes,
)
from shortener.api.v1.blueprint import blueprint
from shortener.clicks.breakdown import DIMENSIONS as COUNTED
from shortener.clock import now_ms
from shortener.reports.answers import AGAINST, Against, Question, answer
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import live
from shortener.reports.periods import UNITS, BadPeriod, Unit
from shortener.reports.raw import DIMENSIONS, BadFilter, TooMuch
from shortener.reports.scope import SITE, Scope
from shortener.reports.sides import BadComparison, side_by_side
from shortener.reports.tablefile import FORMS, Form
from shortener.reports.tables import (
    Table,
    clicks_table,
    hours_table,
    links_table,
    live_table,
    shares_table,
    sides_table,
    tags_table,
)
from shortener.reports.told import told, told_link, told_live, told_shares, told_sides, told_tag
from shortener.reports.top import MOST, top_links, top_tags
from shortener.web.downloads import file_of_rows
from shortener.web.errors import explain
from shortener.web.marks import cookieless
from shortener.web.services import services

KNOWN = tuple(dict.fromkeys((*DIMENSIONS, *COUNTED)))
SORTS = ("clicks", "humans")
Ask = Callable[..., Any]
TableOf = Callable[[Any], Table]


def question(path: str, table_of: TableOf, *, of_links: bool = True) -> Callable[[Ask], Ask]:
    """A GET under /stats and, unless it is about many links, under a link's own address.

    It answers with JSON, or with a file of rows where `format` asks for one.
    """

    def register(ask: Ask) -> Ask:
        @cookieless
        def view(slug: str | None = None) -> Response:
            refused = refusal("stats:read")
            return refused if refused is not None else _answered(ask, table_of, slug, f"stats{path.replace('/', '-')}")

        name = ask.__name__
        blueprint.add_url_rule(f"/stats{path}", f"stats_{name}", view)
        if of_links:
            blueprint.add_url_rule(f"/links/<path:slug>/stats{path}", f"link_stats_{name}", view)
        return ask

    return register


def _answered(ask: Ask, table_of: TableOf, slug: str | None, name: str) -> Response:
    try:
        form, bom = _form()
        found = ask(slug)
    except (BadQuestion, BadPeriod, BadFilter, BadComparison) as error:
        return explain(400, str(error), "bad-question")
    except TooMuch as error:
        return explain(422, str(error), "too-much")
    if form in FORMS:
        return file_of_rows(table_of(found), form, name, asked_zone(), bom=bom)
    return Response(msgspec.json.encode(found), mimetype="application/json")


def _form() -> tuple[Form | None, bool]:
    """The kind of file that is asked for, and whether with a byte order mark. Raises BadQuestion."""
    form, bom = cast("Form | None", one_of("format", ("json", *FORMS))), yes("bom")
    if bom and form != "csv":
        raise BadQuestion("bom goes with format=csv.")
    return form, bom


@question("", clicks_table)
def clicks(slug: str | None) -> dict[str, Any]:
    asked = _counts(asked_scope(slug))
    with services().database.read() as session:
        return told(answer(session, asked))


@question("/compare", sides_table, of_links=False)
def compare(_slug: str | None) -> dict[str, Any]:
    asked, sides = _counts(SITE), asked_sides()
    with services().database.read() as session:
        return told_sides(side_by_side(session, asked, sides))


def _counts(scope: Scope) -> Question:
    return Question(
        period=asked_period(),
        scope=scope,
        unit=cast("Unit | None", one_of("per", UNITS)),
        dimensions=some_of("by", KNOWN),
        filters=asked_filters(),
        against=cast("Against | None", one_of("compare", AGAINST)),
    )


@question("/hours", lambda found: hours_table(found["weekdays_from_monday"]))
def hours(slug: str | None) -> dict[str, Any]:
    period, scope = asked_period(), asked_scope(slug)
    with services().database.read() as session:
        return {"weekdays_from_monday": heat(session, scope, period)}


@question("/ipv6", shares_table)
def ipv6(slug: str | None) -> dict[str, Any]:
    period, scope = asked_period(), asked_scope(slug)
    with services().database.read() as session:
        return told_shares(ipv6_shares(session, scope, period))


@question("/live", live_table)
def last_half_hour(slug: str | None) -> dict[str, Any]:
    scope = asked_scope(slug)
    with services().database.read() as session:
        return told_live(live(session, scope, now_ms()), services().settings.timezone)


@question("/top", lambda found: links_table(found["links"]), of_links=False)
def top(_slug: str | None) -> dict[str, Any]:
    period, scope, limit = asked_period(), asked_scope(None), whole_number("limit", MOST, default=20)
    humans = one_of("sort", SORTS) == "humans"
    with services().database.read() as session:
        return {"links": [told_link(one) for one in top_links(session, period, limit, scope=scope, humans=humans)]}


@question("/tags", lambda found: tags_table(found["tags"]), of_links=False)
def tags(_slug: str | None) -> dict[str, Any]:
    period, limit = asked_period(), whole_number("limit", MOST, default=20)
    humans = one_of("sort", SORTS) == "humans"
    with services().database.read() as session:
        return {"tags": [told_tag(one) for one in top_tags(session, period, limit, humans=humans)]}
