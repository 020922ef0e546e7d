"""Puts the web application together: what it is made of, and what is handed to whom."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from shortener import admin, affinity, api, public
from shortener.accounts.secret import fingerprint, local_secret
from shortener.bell import Bell
from shortener.follow import Follower
from shortener.journal.writer import Journal, JournalOptions
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.net.client import Trusted, client_of_headers
from shortener.net.served import Hosts
from shortener.redirect.asgi import App, FastLane
from shortener.redirect.cache import Cache
from shortener.redirect.decide import Site
from shortener.redirect.lane import Changes, Lane
from shortener.redirect.shared import SharedCache
from shortener.redis_clients import name_in_redis, open_redis
from shortener.settings import Settings, read_settings
from shortener.source import LinkSource
from shortener.stores import Database, open_database
from shortener.web import metrics
from shortener.web.brand import brand_of
from shortener.web.install import install
from shortener.web.pages import Pages, render_pages
from shortener.web.redirector import Redirector
from shortener.web.services import EXTENSION, Services, services_of

FACES = (admin.blueprint, admin.shared, api.blueprint, api.rest, public.blueprint)
THREADS, LOOKERS = 10, 4
LOOKS = {"/healthz", "/readyz", "/metrics"}
START_SECONDS = 0.4


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application for any WSGI server, redirects included.

    `prepare` must have run once. No database is asked here: a worker must start while it is away.
    """
    app = Flask("shortener", static_folder=None)
    app.extensions[EXTENSION] = make_services(settings or read_settings())
    install(app)
    for blueprint in FACES:
        app.register_blueprint(blueprint)
    return app


def with_fast_lane(app: Flask) -> FastLane:
    """The same application with the ASGI lane in front, which answers slugs itself."""
    own = services_of(app)
    return FastLane(functools.partial(open_lane, own.settings, own.database), _in_threads(app))


def _in_threads(app: Flask) -> App:
    """Who looks after this node has threads of their own: requests that a frozen database holds don't keep them."""
    pages, looks = _threads(app, THREADS), _threads(app, LOOKERS)

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await (looks if scope.get("path") in LOOKS else pages)(scope, receive, send)

    return behind


def _threads(app: Flask, count: int) -> WSGIMiddleware:
    """They use any processor, while redirects keep to their own."""
    made = WSGIMiddleware(cast(Any, app))  # its own types name each ASGI message
    made.executor = ThreadPoolExecutor(count, "WSGI", initializer=affinity.keep_to, initargs=(affinity.ALL,))
    return made


def make_services(settings: Settings) -> Services:
    """What the faces work with. Opens no connection and no journal yet."""
    database = open_database(settings.database)
    bell = make_bell(settings)
    return Services(
        settings=settings,
        database=database,
        library=Library(database, rules_from(settings), *([bell.ring] if bell else [])),
        secret=local_secret(settings),
        redirector=Redirector(functools.partial(open_lane, settings, database)),
        brand=brand_of(settings),
    )


def make_bell(settings: Settings) -> Bell | None:
    """How the workers of all nodes hear of a change at once; None without a Redis."""
    return Bell(open_redis(settings.redis_url), instance_of(settings)) if settings.redis_url else None


def instance_of(settings: Settings) -> str:
    """What this installation is called where it shares a Redis with others: the same on all of its nodes."""
    return fingerprint(local_secret(settings))[:16]


@contextlib.asynccontextmanager
async def open_lane(settings: Settings, database: Database) -> AsyncIterator[Lane]:
    """One worker's lane, open and following changes; made after the fork, since it opens a journal."""
    lane = make_lane(settings, database)
    await lane.open()
    loop = asyncio.get_running_loop()

    def tell(changes: Changes) -> None:
        loop.call_soon_threadsafe(lane.apply, changes)

    follower = Follower(LinkSource(database), tell, make_bell(settings))
    await loop.run_in_executor(None, follower.start, START_SECONDS)
    try:
        yield lane
    finally:
        follower.stop()
        await lane.close()


def make_shared_cache(settings: Settings) -> SharedCache | None:
    """None where no Redis is set."""
    if settings.redis_url is None:
        return None
    return SharedCache(open_redis(settings.redis_url), name_in_redis(instance_of(settings)))


def make_lane(settings: Settings, database: Database) -> Lane:
    options = JournalOptions(settings.journal_sync, settings.journal_rows, settings.journal_seconds)
    return Lane(
        site=Site(
            settings.server_name,
            render_pages(brand_of(settings)),
            settings.redirect_status,
            settings.unknown_slug_url,
            Pages(brand_of(settings)),
        ),
        source=LinkSource(database),
        client_of=functools.partial(client_of_headers, trusted=Trusted(settings.trusted_proxies)),
        cache=Cache(settings.cached_links),
        hosts=Hosts(settings.site.hostname or ""),
        journal=Journal(settings.journal_dir, settings.node, options),
        shared=make_shared_cache(settings),
        report=metrics.report,
    )
