"""gunicorn's web workers: uvicorn for redirects, threads for pages alone; both end without dropping a request."""

import asyncio
import gc
import sys
import time
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.workers import gthread
from uvicorn import Config
from uvicorn.server import Server
from uvicorn_worker import UvicornWorker

from shortener import affinity
from shortener.evenly import Door, Place
from shortener.parting import MOST_BYTES, MOST_SECONDS
from shortener.protocol import Protocol

# Before gunicorn's graceful_timeout, after which it kills: the journal is closed in order.
GRACE_SECONDS = 25
MOST_WAITING = 2048
TURN_SECONDS = 0.0005  # that a page's thread may keep Python to itself while a redirect waits


class Worker(UvicornWorker):
    """`net.client` alone decides who the client is, so uvicorn's proxy headers stay off.

    What answers redirects keeps to `cpus`; at `place` it says how many connections it has.
    """

    cpus = affinity.Cpus()
    place: Place | None = None
    CONFIG_KWARGS: dict[str, Any] = {  # noqa: RUF012 (uvicorn-worker declares it so)
        "loop": "uvloop",
        "http": Protocol,
        "lifespan": "on",
        "ws": "none",
        "proxy_headers": False,
        "server_header": False,
        "access_log": False,
        "timeout_graceful_shutdown": GRACE_SECONDS,
    }

    async def _serve(self) -> None:
        """As in the class above, with a server that ends more carefully."""
        self.config.app = self.wsgi
        affinity.keep_to(self.cpus)
        _favour_redirects()
        server = CarefulServer(self.config, self.place)
        self._install_sigquit_handler()
        await server.serve(sockets=self.sockets)
        if not server.started:
            raise SystemExit(Arbiter.WORKER_BOOT_ERROR)


def _favour_redirects() -> None:
    """Pages and exports run in threads beside redirects: neither their turns nor what they throw away may hold them up.

    What is loaded by now stays for good, so it need not be searched for garbage: that took 25 ms each time.
    """
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()


class CarefulServer(Server):
    """Before it stops listening it accepts who has connected already: closing the socket would reset them."""

    def __init__(self, config: Config, place: Place | None) -> None:
        super().__init__(config)
        self._place = place

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        Protocol.door = Door(self._place, sockets or ())

    async def shutdown(self, sockets: Any = None) -> None:
        Protocol.door.close()
        for _ in range(MOST_WAITING):
            if not any(listener.get_backlog() > 0 for listener in sockets or ()):
                break
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        await asyncio.sleep(0)  # the last ones accepted become connections
        await super().shutdown(sockets)


class ThreadWorker(gthread.ThreadWorker):
    """gunicorn's own, for the pages alone; it lingers and answers as `Protocol` does."""

    def set_accept_enabled(self, enabled: bool) -> None:
        if not enabled and not self.alive:
            self._accept_all()
        super().set_accept_enabled(enabled)

    def handle_error(self, req: Any, client: Any, _addr: Any, exc: BaseException) -> None:
        """Without the visitor's address, which has no place in a log."""
        super().handle_error(req, client, None, exc)

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        """What is left of a body is read away before a connection is used again, or closed."""
        read = conn.parser.finish_body(deadline=time.monotonic() + MOST_SECONDS, max_bytes=MOST_BYTES)
        return bool(keepalive and read)

    def _accept_all(self) -> None:
        for listener in self.sockets:
            for _ in range(MOST_WAITING):
                before = self.nr_conns
                self.accept(listener)
                if self.nr_conns == before:
                    break
