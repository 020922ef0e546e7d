"""/metrics: for this machine itself, and for whoever has the token."""

import hmac

from flask import Blueprint, Flask, Response, request
from prometheus_client.exposition import choose_encoder

from shortener.web.errors import explain
from shortener.web.figures import Figures
from shortener.web.health import is_local, parts
from shortener.web.marks import any_host
from shortener.web.services import services

blueprint = Blueprint("metrics", __name__)


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
@any_host
def metrics() -> Response:
    if not (is_local() or has_token()):
        return explain(403, "Metrics are for this machine itself, and for programs with the token of its settings.")
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(encode(Figures(parts())), content_type=content_type)


def has_token() -> bool:
    """Whether the request brings the token of SHORTENER_METRICS_TOKEN."""
    wanted = services().settings.metrics_token or ""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return bool(wanted) and scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), wanted.encode())
