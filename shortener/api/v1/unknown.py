"""Whatever else is asked under /api/v1/: what an address can, or that there is none, or that it isn't used so."""

import functools

from flask import Response, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from shortener.api.v1.blueprint import PREFIX, SlugConverter, blueprint
from shortener.api.v1.door import rule_of
from shortener.api.v1.operations import OPERATIONS
from shortener.web.marks import cookieless

EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@blueprint.route("/<path:_path>", methods=EVERY, provide_automatic_options=False)
@cookieless
def unknown(_path: str) -> Response:
    known = {*_known().bind("").allowed_methods(request.path.removeprefix(PREFIX))}
    if not known:
        raise NotFound(f"There is no such address; {PREFIX}/docs says which there are.")
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(sorted(known | {"OPTIONS"}))})
    raise MethodNotAllowed(sorted(known | {"OPTIONS"}))


@functools.cache
def _known() -> Map:
    """The addresses of operations alone."""
    rules = [Rule(rule_of(one.path), methods=[one.method], endpoint=one.name) for one in OPERATIONS]
    return Map(rules, converters={"slug": SlugConverter}, merge_slashes=False)
