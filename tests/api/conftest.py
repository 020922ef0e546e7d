"""A program that talks to /yourls-api.php of a site called https://sho.rt."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from shortener.accounts.signatures import signing_key
from shortener.clicks.tables import link_totals
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from shortener.yourls.signatures import since_1_9
from tests.api.program import Rest, rest_of
from tests.cli.conftest import bare, environ, shell  # noqa: F401 (fixtures)
from tests.faces import PASSWORD, add_person, running, visitor

SITE = "https://sho.rt"
OpenApi = Callable[..., "Program"]


class Program:
    """Asks the API as ada: with her signature, or with her password where a name or password is asked with."""

    def __init__(self, client: FlaskClient, database: Database, library: Library) -> None:
        self.client, self.database, self.library = client, database, library

    def ask(
        self, params: Mapping[str, str], *, method: str = "GET", alone: bool = False, **options: Any
    ) -> TestResponse:
        """`alone` sends nothing but the parameters."""
        sent = dict(params) if alone else {**self._login(params), **params}
        place: dict[str, Any] = {"query_string": sent} if method == "GET" else {"data": sent}
        return self.client.open("/yourls-api.php", base_url=SITE, method=method, **place, **options)

    def json(self, **params: str) -> dict[str, Any]:
        """The JSON body of an answer, keys in their order."""
        body = self.ask({**params, "format": "json"}).get_json()
        assert isinstance(body, dict)
        return body

    def _login(self, params: Mapping[str, str]) -> dict[str, str]:
        if {"username", "password"} & params.keys():
            return {"username": "ada", "password": PASSWORD}
        own = services_of(self.client.application)
        return {"signature": since_1_9("ada", signing_key(own.settings, own.secret))}

    def count(self, slug: str, clicks: int, carried: int = 0) -> None:
        """Gives a link clicks as the collector would."""
        link = self.library.find("", slug)
        assert link is not None
        row = {"link_id": link.id, "clicks": clicks, "humans": clicks, "last_at": 1, "carried": carried}
        with self.database.write() as session:
            session.execute(insert(link_totals).values(row))


@pytest.fixture
def short_settings(settings: Settings) -> Settings:
    return replace(settings, base_url=SITE)


@pytest.fixture
def api(short_settings: Settings, database: Database) -> Iterator[Program]:
    with running(short_settings, database) as app:
        add_person(database, "ada")
        yield Program(visitor(app), database, services_of(app).library)


@pytest.fixture
def open_api(short_settings: Settings, database: Database) -> Iterator[OpenApi]:
    """Opens the API of a site with other settings; all of them in one database, so ada is there once."""
    with contextlib.ExitStack() as stack:
        add_person(database, "ada")

        def make(**changes: object) -> Program:
            app = stack.enter_context(running(replace(short_settings, **changes), database))  # type: ignore[arg-type]
            return Program(visitor(app), database, services_of(app).library)

        yield make


@pytest.fixture
def rest(settings: Settings, database: Database) -> Iterator[Rest]:
    """The REST API of a site with an admin ada, an editor ed and a viewer vera."""
    with rest_of(replace(settings, fetch_titles=False), database) as program:
        yield program
