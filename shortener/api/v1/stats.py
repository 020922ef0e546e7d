"""/api/v1/stats and /api/v1/links/…/stats: the questions about clicks that `shortener stats` answers too."""

from collections.abc import Callable
from typing import Any, cast

from flask import Response

from shortener.api.v1.asking import (
    asked_filters,
    asked_period,
    asked_scope,
    asked_sides,
    asked_zone,
    one_of,
    some_of,
    whole_number,
    yes,
)
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import enter
from shortener.api.v1.operations import Answer, Operation
from shortener.api.v1.parameters import Parameter
from shortener.api.v1.refusals import BadQuestion
from shortener.api.v1.statsasked import (
    COUNTS,
    FILTERS,
    FORM,
    KNOWN,
    LIMITED,
    OF_LINK,
    PERIOD,
    SCOPE,
    SIDES,
    SORTED,
    SORTS,
    TIMEZONE,
)
from shortener.api.v1.statshapes import Counts, Hours, Shares, Sides, TopLinks, TopTags
from shortener.api.v1.statshapes import Live as LiveShape
from shortener.clock import now_ms
from shortener.reports.answers import AGAINST, Against, Question, answer
from shortener.reports.export.order import TYPES
from shortener.reports.followed import followed_links, followed_tags
from shortener.reports.heat import heat
from shortener.reports.ipv6 import ipv6_shares
from shortener.reports.live import live
from shortener.reports.periods import UNITS, Unit
from shortener.reports.scope import SITE, Scope
from shortener.reports.sides import known_sides, side_by_side
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
from shortener.reports.told import told, told_links, told_live, told_shares, told_sides, told_tags
from shortener.reports.top import MOST
from shortener.web.downloads import file_of_rows
from shortener.web.services import services

SCOPED = "stats:read"
Ask = Callable[..., Any]
TableOf = Callable[[Any], Table]
Query = tuple[Parameter, ...]
FILES = tuple(TYPES[form] for form in FORMS)


def question(
    path: str, about: str, table_of: TableOf, shape: Any, query: Query, *, of_links: bool = True
) -> Callable[[Ask], Ask]:
    """A GET under /stats and, unless it is about many links, under a link's own address.

    It answers with JSON of that shape, or with a file of rows where `format` asks for one.
    """
    name, answers = f"stats{path.replace('/', '-')}", {200: Answer("The answer.", shape, FILES)}

    def register(ask: Ask) -> Ask:
        def view(slug: str | None = None) -> Response:
            return _answered(ask, table_of, slug, name)

        common: dict[str, Any] = {"group": "Statistics", "method": "GET", "scope": SCOPED, "answers": answers}
        of_site = Operation(
            name=f"stats_{ask.__name__}",
            path=f"/stats{path}",
            about=about,
            action="read" if SIDES[0] in query else "all",
            query=(*query, *FORM),
            refusals=(404, 422) if any(one in query for one in (*SIDES, *SCOPE)) else (422,),
            **common,
        )
        enter(of_site, view)
        if of_links:
            of_link = (*(one for one in query if one not in SCOPE), OF_LINK, *FORM)
            enter(
                Operation(
                    name=f"link_stats_{ask.__name__}",
                    path=f"/links/{{slug}}/stats{path}",
                    about=f"{about}, of one link",
                    query=of_link,
                    refusals=(404, 422),
                    **common,
                ),
                view,
            )
        return ask

    return register


def _answered(ask: Ask, table_of: TableOf, slug: str | None, name: str) -> Response:
    form, bom = _form()
    found = ask(slug)
    if form in FORMS:
        return file_of_rows(table_of(found), form, name, asked_zone(), bom=bom)
    return reply(found)


def _form() -> tuple[Form | None, bool]:
    """The kind of file that is asked for, and whether with a byte order mark. Raises BadQuestion."""
    form, bom = cast("Form | None", one_of("format", ("json", *FORMS))), yes("bom")
    if bom and form != "csv":
        raise BadQuestion("bom goes with format=csv.")
    return form, bom


@question(
    "", "Clicks by class, over time, divided and filtered", clicks_table, Counts, (*PERIOD, *SCOPE, *COUNTS, *FILTERS)
)
def clicks(slug: str | None) -> dict[str, Any]:
    asked = _counts(asked_scope(slug))
    with services().database.read() as session:
        return told(answer(session, asked))


@question(
    "/compare", "Links and tags side by side", sides_table, Sides, (*PERIOD, *SIDES, *COUNTS, *FILTERS), of_links=False
)
def compare(_slug: str | None) -> dict[str, Any]:
    asked, sides = _counts(SITE), asked_sides()
    with services().database.read() as session:
        return told_sides(side_by_side(session, asked, known_sides(session, sides)))


def _counts(scope: Scope) -> Question:
    return Question(
        period=asked_period(),
        scope=scope,
        unit=cast("Unit | None", one_of("per", UNITS)),
        dimensions=some_of("by", KNOWN),
        filters=asked_filters(),
        against=cast("Against | None", one_of("compare", AGAINST)),
    )


@question(
    "/hours",
    "Clicks by weekday and hour",
    lambda found: hours_table(found["weekdays_from_monday"]),
    Hours,
    (*PERIOD, *SCOPE),
)
def hours(slug: str | None) -> dict[str, Any]:
    period, scope = asked_period(), asked_scope(slug)
    with services().database.read() as session:
        return {"weekdays_from_monday": heat(session, scope, period)}


@question("/ipv6", "The share of IPv6 among people", shares_table, Shares, (*PERIOD, *SCOPE))
def ipv6(slug: str | None) -> dict[str, Any]:
    period, scope = asked_period(), asked_scope(slug)
    with services().database.read() as session:
        return told_shares(ipv6_shares(session, scope, period))


@question("/live", "The last half hour", live_table, LiveShape, (*SCOPE, TIMEZONE))
def last_half_hour(slug: str | None) -> dict[str, Any]:
    scope = asked_scope(slug)
    with services().database.read() as session:
        return told_live(live(session, scope, now_ms()), services().settings.timezone)


@question(
    "/top", "The most followed links", lambda found: links_table(found["links"]), TopLinks,
    (*PERIOD, *SCOPE, LIMITED, SORTED), of_links=False,
)  # fmt: skip
def top(_slug: str | None) -> dict[str, Any]:
    period, scope, limit = asked_period(), asked_scope(None), whole_number("limit", MOST, default=20)
    humans = one_of("sort", SORTS) == "humans"
    with services().database.read() as session:
        return told_links(*followed_links(session, period, limit, scope=scope, humans=humans))


@question(
    "/tags", "The most followed tags", lambda found: tags_table(found["tags"]), TopTags, (*PERIOD, LIMITED, SORTED),
    of_links=False,
)  # fmt: skip
def tags(_slug: str | None) -> dict[str, Any]:
    period, limit = asked_period(), whole_number("limit", MOST, default=20)
    humans = one_of("sort", SORTS) == "humans"
    with services().database.read() as session:
        return told_tags(*followed_tags(session, period, limit, humans=humans))
