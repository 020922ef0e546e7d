"""Whether this process is alive (/healthz), and whether it should get visitors (/readyz)."""

import ipaddress

from flask import Blueprint, Response, jsonify

from shortener.net.client import DIRECT
from shortener.stores import StoreError, check_database
from shortener.web.backlog import backlog_troubles
from shortener.web.marks import any_host
from shortener.web.services import services
from shortener.web.visitor import visitor

blueprint = Blueprint("health", __name__, template_folder="templates")


@blueprint.get("/healthz")
@any_host
def alive() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@any_host
def ready() -> Response:
    """Outsiders learn only whether; this machine itself also learns why not."""
    troubles = find_troubles()
    status = 503 if troubles else 200
    if not _is_local():
        return Response("not ready\n" if troubles else "ok\n", status, mimetype="text/plain")
    response = jsonify(ready=not troubles, troubles=troubles)
    response.status_code = status
    return response


def find_troubles() -> list[str]:
    """A sentence for each thing that keeps this node from serving well."""
    return [*_database_troubles(), *backlog_troubles(services().settings.journal_dir)]


def _database_troubles() -> list[str]:
    try:
        check_database(services().database)
    except StoreError as error:
        return [str(error)]
    return []


def _is_local() -> bool:
    client = visitor()
    return client.via == DIRECT and bool(client.address) and ipaddress.ip_address(client.address).is_loopback
