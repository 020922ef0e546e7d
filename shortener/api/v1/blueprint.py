"""What the files of the REST API add their addresses to, and how a slug with slashes stands in one."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import PathConverter

from shortener.web.rawpath import raw_target

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/api/v1"
SLASH = "%2F"
# What there is of a link beside itself.
BELOW = ("/stats", "/stats/hours", "/stats/ipv6", "/stats/live", "/restore", "/remarks", "/shares")

blueprint = Blueprint("api_v1", __name__, url_prefix=PREFIX, template_folder="../templates")


class SlugConverter(PathConverter):
    """A slug with its slashes. One that is written %2F is the slug's in any case: /links/a%2Fstats is about a/stats."""

    regex = PathConverter.regex + "".join(f"(?<!{end})" for end in BELOW)

    def to_python(self, value: str) -> str:
        return value.replace(SLASH, "/")

    def to_url(self, value: str) -> str:
        return super().to_url(value).replace("/", SLASH)


@blueprint.record_once
def _know_slugs(state: BlueprintSetupState) -> None:
    app: Any = state.app  # to replace its wsgi_app is Flask's own way, but its types don't know
    app.url_map.converters["slug"] = SlugConverter
    app.wsgi_app = keeping_slashes(app.wsgi_app)


def keeping_slashes(app: "WSGIApplication") -> "WSGIApplication":
    """The same application, in whose paths under PREFIX an encoded slash stays one; no slug has a percent sign.

    Bodies may come in chunks there: what stands between uvicorn and us ends them, but doesn't say so.
    """

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(f"{PREFIX}/"):
            _keep(environ)
            environ |= {"wsgi.input_terminated": True} if "asgi.scope" in environ else {}
        return app(environ, start)

    return answer


def _keep(environ: "WSGIEnvironment") -> None:
    path, encoded = raw_target(environ).partition("?")[0], re.compile(SLASH, re.IGNORECASE)
    if encoded.search(path):
        environ["PATH_INFO"] = unquote_to_bytes(encoded.sub("%252F", path)).decode("latin-1")
