"""The public face on any WSGI host: every path that is no other page is a slug."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from shortener.net.paths import is_own_page, key_of_bytes
from shortener.public.beside import BesidePath, register
from shortener.public.privacy import statement
from shortener.redirect.decide import Answer
from shortener.web.assets import answer_with
from shortener.web.brand import ADDRESS
from shortener.web.headers import FinishedResponse
from shortener.web.marks import any_host
from shortener.web.services import services

# One transparent point: programs that ask for an icon get a picture, people see none.
ICON = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"

blueprint = Blueprint("public", __name__, template_folder="templates")


class AnyPath(BaseConverter):
    """Whatever is left of a path, slashes and all."""

    regex = ".+"
    part_isolating = False
    weight = 1000


@blueprint.record_once
def _know_any_path(state: BlueprintSetupState) -> None:
    state.app.url_map.converters |= {"any": AnyPath, "beside": BesidePath}
    state.app.url_map.merge_slashes = False


register(blueprint)


@blueprint.get("/")
def home() -> str:
    return render_template("public/home.html", brand=services().brand)


@blueprint.get("/-/privacy")
def privacy() -> str:
    told = statement(services().settings)
    return render_template("public/privacy.html", brand=services().brand, told=told)


@blueprint.get(f"{ADDRESS}<name>")
@any_host
def own(name: str) -> Response:
    """The organisation's colour and logo."""
    found = services().brand.files.get(name)
    if found is None:
        abort(404)
    return answer_with(found)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be looked at; pages themselves say that they belong in no index."""
    return Response("User-agent: *\nDisallow:\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    return Response(ICON, mimetype="image/gif")


@blueprint.get("/<any:_path>")
@any_host
def follow(_path: str) -> Any:
    """Follows a slug; the path is read undecoded from the environment, since the router folds what a key keeps."""
    key = key_of_bytes(request.environ["PATH_INFO"].encode("latin-1"))
    if key is not None and is_own_page(key):
        abort(404)
    answer = services().redirector.answer(
        key,
        request.method,
        request.environ.get("QUERY_STRING", ""),
        request.environ.get("REMOTE_ADDR") or "",
        [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in request.headers],
    )
    return finished(answer)


def finished(answer: Answer) -> FinishedResponse:
    """The lane's answer as it is, so that both lanes send the same."""
    response = FinishedResponse(answer.body, answer.status)
    response.headers.clear()
    response.headers.extend([(name.decode(), value.decode()) for name, value in answer.headers])
    return response
