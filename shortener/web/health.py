"""Whether this process is alive (/healthz), and whether its node should get visitors (/readyz)."""

import ipaddress
from typing import cast

import msgspec
from flask import Blueprint, Flask, Response, current_app, request

from shortener.net.client import DIRECT, UNIX, speaks_for_others
from shortener.web.marks import any_host, cookieless
from shortener.web.parts import DEGRADED, FAILED, OK, Part, Parts
from shortener.web.services import services, services_of
from shortener.web.visitor import visitor

EXTENSION = "shortener.parts"

blueprint = Blueprint("health", __name__, template_folder="templates")


def install(app: Flask) -> None:
    own = services_of(app)
    app.extensions[EXTENSION] = Parts(own.settings, own.database)
    app.register_blueprint(blueprint)


@blueprint.get("/healthz")
@any_host
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@any_host
def ready() -> Response:
    """Outsiders learn only whether; this machine itself also learns how each part is."""
    found = list(parts().look())
    state = overall(found)
    status = 503 if state == FAILED else 200
    if not is_local():
        return Response("not ready\n" if state == FAILED else "ok\n", status, mimetype="text/plain")
    body = msgspec.json.encode({"ready": state != FAILED, "state": state, "parts": found}, enc_hook=str)
    return Response(body, status, mimetype="application/json")


@blueprint.get("/-/client")
@cookieless
def client() -> Response:
    """Who somebody is to this site, for those who look whether proxies are set right; `via` as in exports."""
    found = visitor()
    return Response(msgspec.json.encode({"address": found.address, "via": found.via}), mimetype="application/json")


def parts() -> Parts:
    """Of the node that answers this request."""
    return cast(Parts, current_app.extensions[EXTENSION])


def overall(found: list[Part]) -> str:
    """The worst state of all."""
    states = {part.state for part in found}
    return next(state for state in (FAILED, DEGRADED, OK) if state in states)


def is_local() -> bool:
    """Whether this machine itself asks, not somebody behind a proxy on it."""
    if not request.environ.get("REMOTE_ADDR"):
        # A UNIX socket: a web server there says for whom it speaks, where the settings trust it to.
        return UNIX in services().settings.trusted_proxies and not speaks_for_others(request.environ)
    client = visitor()
    if client.via != DIRECT or not client.address or speaks_for_others(request.environ):
        return False
    return ipaddress.ip_address(client.address).is_loopback
