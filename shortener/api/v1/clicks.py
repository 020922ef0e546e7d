"""/api/v1/clicks: the clicks themselves as a file; /api/v1/clicks/about: what that file is."""

from typing import Any, cast

from flask import Response, request

from shortener.api.v1.asking import asked_domain, asked_scope, asked_times, one_of, whole_number, yes
from shortener.api.v1.bodies import reply
from shortener.api.v1.door import operation
from shortener.api.v1.operations import Answer
from shortener.api.v1.statsasked import CLICKS
from shortener.reports.export.about import About, Tally
from shortener.reports.export.mark import safe_mark
from shortener.reports.export.order import FORMS, LINES, TYPES, Form, Named, Order, Shape
from shortener.reports.export.pages import pages
from shortener.reports.export.wanted import Wanted
from shortener.web.downloads import file_of_clicks
from shortener.web.services import services

READ: dict[str, Any] = {
    "group": "Clicks",
    "method": "GET",
    "scope": "clicks:read",
    "query": CLICKS,
    "refusals": (404, 422, 503),
}
GREATEST = (1 << 63) - 1


@operation(
    **READ, path="/clicks", about="The clicks themselves, one row each",
    answers={200: Answer("The file.", files=tuple(TYPES.values()))},
)  # fmt: skip
def clicks() -> Response:
    return file_of_clicks(_order(FORMS), "clicks")


@operation(**READ, path="/clicks/about", about="What that file is", answers={200: Answer("About the file.", About)})
def about_clicks() -> Response:
    """Reads all of it, as whoever asks for the file does."""
    order, tally = _order(LINES), Tally()
    for page in pages(services().database, order.wanted, order.shape):
        tally.take(page.data, page.rows)
    return reply(tally.about(order, services().database))


def _order(forms: tuple[Form, ...]) -> Order:
    shape = Shape(cast("Form", one_of("format", forms) or "csv"), bom=yes("bom"), gzip=yes("gzip"))
    shape.check()
    link, (since, until, zone) = request.args.get("link", ""), asked_times()
    scope = asked_scope(link or None)
    wanted = Wanted(mark=_mark(), scope=scope, since_ms=since, until_ms=until)
    return Order(wanted, Named(zone, link=link, tag=scope.tag, domain=asked_domain()), shape)


def _mark() -> int:
    if "mark" in request.args:
        return whole_number("mark", GREATEST, default=0, least=0)
    return safe_mark(services().database)
