"""What every answer of the faces carries: the browser's orders about what a page may do and who may keep it."""

from typing import TYPE_CHECKING

from flask import Flask, Response
from werkzeug.datastructures import Headers

from shortener.settings import Settings
from shortener.web.services import services_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HSTS = "max-age=31536000"


class FinishedResponse(Response):
    """A response that has all its headers already: Werkzeug would rewrite a Location, and a target is never altered."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:  # noqa: ARG002 (Werkzeug calls it so)
        return Headers(self.headers)


def install(app: Flask) -> None:
    common = _common(services_of(app).settings)

    @app.after_request
    def add_headers(response: Response) -> Response:
        if not isinstance(response, FinishedResponse):
            for name, value in common.items():
                response.headers.setdefault(name, value)
        return response


def _common(settings: Settings) -> dict[str, str]:
    headers = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
        "X-Served-By": settings.server_name.encode("ascii", "replace").decode(),
        "Cache-Control": "no-store",
    }
    if settings.site.scheme == "https":
        headers["Strict-Transport-Security"] = HSTS
    return headers
