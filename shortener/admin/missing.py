"""What a signed-in person reads where nothing is: inside the frame of all screens, so that the way on is there."""

from flask import Response, request
from werkzeug.exceptions import NotFound as NoPage

from shortener.admin.frame import OPEN, blueprint, page
from shortener.links.errors import NotFound
from shortener.web.errors import SENTENCES, explain
from shortener.web.person import current_person


@blueprint.errorhandler(NoPage)
@blueprint.errorhandler(NotFound)
def missing(error: NoPage | NotFound) -> Response:
    """Scripts, programs and strangers are told as everywhere."""
    said = error.words if isinstance(error, NotFound) else _own(error)
    by_script = "HX-Request" in request.headers or not request.accept_mimetypes.accept_html
    if by_script or request.endpoint in OPEN or current_person() is None:
        return explain(404, said, "missing")
    return page("missing", 404, said=said)


def _own(error: NoPage) -> str:
    own = error.description if error.description != NoPage.description else None
    return own or SENTENCES[404]
