"""/api/v1/clicks: the clicks themselves as a file; /api/v1/clicks/about: what that file is."""

from collections.abc import Callable
from typing import cast

import msgspec
from flask import Response, request

from shortener.api.v1.asking import BadQuestion, asked_scope, asked_times, one_of, refusal, whole_number, yes
from shortener.api.v1.blueprint import blueprint
from shortener.reports.export.about import Tally
from shortener.reports.export.mark import MarkError, safe_mark
from shortener.reports.export.order import FORMS, LINES, BadShape, Form, Named, Order, Shape
from shortener.reports.export.pages import pages
from shortener.reports.export.parquet import MissingExtra
from shortener.reports.export.wanted import Wanted
from shortener.reports.sheets import TooLong
from shortener.web.downloads import file_of_clicks
from shortener.web.errors import explain
from shortener.web.marks import cookieless
from shortener.web.services import services

SCOPE = "clicks:read"
GREATEST = (1 << 63) - 1


@blueprint.get("/clicks")
@cookieless
def clicks() -> Response:
    return _answered(_file)


@blueprint.get("/clicks/about")
@cookieless
def about_clicks() -> Response:
    return _answered(_about)


def _answered(answer: Callable[[], Response]) -> Response:
    refused = refusal(SCOPE)
    if refused is not None:
        return refused
    try:
        return answer()
    except (BadQuestion, BadShape) as error:
        return explain(400, str(error), "bad-question")
    except TooLong as error:
        return explain(422, str(error), "too-much")
    except (MarkError, MissingExtra) as error:
        return explain(503, str(error), "not-now")


def _file() -> Response:
    return file_of_clicks(_order(FORMS), "clicks")


def _about() -> Response:
    """Reads all of it, as whoever asks for the file does."""
    order, tally = _order(LINES), Tally()
    for page in pages(services().database, order.wanted, order.shape):
        tally.take(page.data, page.rows)
    return Response(msgspec.json.encode(tally.about(order, services().database)), mimetype="application/json")


def _order(forms: tuple[Form, ...]) -> Order:
    shape = Shape(cast("Form", one_of("format", forms) or "csv"), bom=yes("bom"), gzip=yes("gzip"))
    shape.check()
    link, (since, until, zone) = request.args.get("link", ""), asked_times()
    scope = asked_scope(link or None)
    wanted = Wanted(mark=_mark(), scope=scope, since_ms=since, until_ms=until)
    return Order(wanted, Named(zone, link=link, tag=scope.tag, domain=request.args.get("domain", "")), shape)


def _mark() -> int:
    if "mark" in request.args:
        return whole_number("mark", GREATEST, default=0, least=0)
    return safe_mark(services().database)
