"""Puts the web application together: what it is made of, and what is handed to whom."""

import functools
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from flask import Flask

from shortener import admin, api, public
from shortener.accounts.secret import local_secret
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.net.client import Trusted, client_of
from shortener.redirect.asgi import FastLane
from shortener.redirect.cache import Cache
from shortener.redirect.decide import Site
from shortener.redirect.hosts import Hosts
from shortener.redirect.journal import Journal, JournalOptions
from shortener.redirect.lane import Lane
from shortener.redirect.threads import PlainLane
from shortener.settings import Settings, read_settings
from shortener.source import LinkSource
from shortener.stores import Database, open_database
from shortener.web.install import install
from shortener.web.pages import render_pages
from shortener.web.services import EXTENSION, Services, services_of

FACES = (admin.blueprint, api.blueprint, public.blueprint)
THREADS = 10


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
    services = services_of(app)
    behind: Any = WSGIMiddleware(cast(Any, app), workers=THREADS)  # its own types name each ASGI message
    return FastLane(functools.partial(make_lane, services.settings, services.database), behind)


def make_services(settings: Settings) -> Services:
    """What the faces work with. Opens no connection and no journal yet."""
    database = open_database(settings.database)
    return Services(
        settings=settings,
        database=database,
        library=Library(database, rules_from(settings)),
        secret=local_secret(settings),
        redirector=PlainLane(functools.partial(make_lane, settings, database)),
    )


def make_lane(settings: Settings, database: Database) -> Lane:
    """One worker's lane; it opens a journal, so it is made after the fork."""
    options = JournalOptions(settings.journal_sync, settings.journal_rows, settings.journal_seconds)
    organisation = settings.organisation or settings.site.netloc
    return Lane(
        site=Site(
            settings.server_name, render_pages(organisation), settings.redirect_status, settings.unknown_slug_url
        ),
        source=LinkSource(database),
        client_of=functools.partial(client_of, trusted=Trusted(settings.trusted_proxies)),
        cache=Cache(settings.cached_links),
        hosts=Hosts(settings.site.hostname or ""),
        journal=Journal(settings.journal_dir, settings.node, options),
    )
