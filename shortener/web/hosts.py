"""The faces answer only under names of this site; others get a page that says how to add one."""

import threading
import time

from flask import Flask, Response, request

from shortener.links.records import load_hosts
from shortener.net.served import Hosts
from shortener.redirect.decide import STATUS, STRANGER
from shortener.stores import Database
from shortener.web.errors import FOR_PROGRAMS, explain
from shortener.web.marks import takes_any_host
from shortener.web.pages import NOTICES, render_notice
from shortener.web.services import services, services_of
from shortener.web.speech import language

FRESH_SECONDS = 10.0
RETRY_SECONDS = 1.0


class KnownHosts:
    """The domains table in memory: read again when it is old, and sooner for a name that it lacks."""

    def __init__(self, database: Database, default: str) -> None:
        self._database = database
        self._hosts = Hosts(default)
        self._read_at: float | None = None
        self._turn = threading.Lock()

    def serves(self, host: str) -> bool:
        """Whether a Host header is one of ours. Raises what the database raises only before the first answer."""
        self._read(FRESH_SECONDS)
        if self._hosts.find(host) is None:
            self._read(RETRY_SECONDS)
        return self._hosts.find(host) is not None

    def _read(self, age: float) -> None:
        with self._turn:
            now = time.monotonic()
            if self._read_at is not None and now - self._read_at < age:
                return
            self._hosts.replace(load_hosts(self._database))
            self._read_at = now


def install(app: Flask) -> None:
    own = services_of(app)
    known = KnownHosts(own.database, own.settings.site.hostname or "")

    @app.before_request
    def check_host() -> Response | None:
        if takes_any_host() or known.serves(request.host):
            return None
        if request.path.startswith(FOR_PROGRAMS):
            return explain(STATUS[STRANGER])
        return Response(render_notice(services().brand, NOTICES[STRANGER], language()), STATUS[STRANGER])
