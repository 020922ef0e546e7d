"""The QR code of a link, as a picture that any page may show: `/<slug>.qr`."""

import hashlib
from collections.abc import Mapping

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shortener.links.views import LinkView
from shortener.web.codes import TYPES, Form, NoCode, draw
from shortener.web.codestyle import LARGEST, SCALE, Style
from shortener.web.errors import explain
from shortener.web.services import services
from shortener.web.urls import short_url


def code_of(link: LinkView, args: Mapping[str, str]) -> BaseResponse:
    """PNG, or SVG with `format=svg`; `size` is the width of one square, 1 to 40 pixels."""
    form: Form = "svg" if args.get("format", "").lower() == "svg" else "png"
    try:
        picture = draw(short_url(services().settings, link), form, Style(scale=_scale(args.get("size", ""))))
    except NoCode as error:
        return explain(422, error.words)
    response = Response(picture, content_type=TYPES[form])
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(hashlib.sha256(picture).hexdigest()[:16])
    return response.make_conditional(request)


def _scale(text: str) -> int:
    return min(max(int(text), 1), LARGEST) if text.isascii() and text.isdigit() and len(text) < 5 else SCALE
