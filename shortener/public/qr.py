"""The QR code of a link, as a picture that any page may show: `/<slug>.qr`."""

import functools
import hashlib
import io
from collections.abc import Mapping

import segno
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shortener.links.views import LinkView
from shortener.web.errors import explain
from shortener.web.services import services
from shortener.web.urls import short_url

TYPES = {"png": "image/png", "svg": "image/svg+xml"}
SCALE, LARGEST = 8, 40  # pixels of one square
BORDER = 4  # squares of white around it, which readers need
KEPT = 256
TOO_LONG = "This short URL is too long for a QR code; give the link a shorter slug."


def code_of(link: LinkView, args: Mapping[str, str]) -> BaseResponse:
    """PNG, or SVG with `format=svg`; `size` is the width of one square, 1 to 40 pixels."""
    form = "svg" if args.get("format", "").lower() == "svg" else "png"
    try:
        picture = draw(short_url(services().settings, link), form, _scale(args.get("size", "")))
    except segno.DataOverflowError:
        return explain(422, TOO_LONG)
    response = Response(picture, content_type=TYPES[form])
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(hashlib.sha256(picture).hexdigest()[:16])
    return response.make_conditional(request)


@functools.lru_cache(maxsize=KEPT)
def draw(url: str, form: str, scale: int) -> bytes:
    """Raises segno.DataOverflowError."""
    picture = io.BytesIO()
    segno.make(url, micro=False).save(picture, kind=form, scale=scale, border=BORDER)
    return picture.getvalue()


def _scale(text: str) -> int:
    return min(max(int(text), 1), LARGEST) if text.isascii() and text.isdigit() and len(text) < 5 else SCALE
