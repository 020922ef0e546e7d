"""The whole application over a test's own database, asked without a server in between."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from shortener.accounts import people
from shortener.accounts.secret import load_secret
from shortener.accounts.tables import Person
from shortener.app import create_app
from shortener.links.library import Library
from shortener.links.rules import rules_from
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of

PATIENCE = 30
PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@contextmanager
def running(settings: Settings, database: Database, *more: Blueprint) -> Iterator[Flask]:
    """The application with a default domain, and with views of the test's own."""
    Library(database, rules_from(settings)).ensure_default_domain()
    load_secret(settings, database)
    app = create_app(settings)
    for blueprint in more:
        app.register_blueprint(blueprint)
    try:
        yield app
    finally:
        await_probes()  # one may have a connection in its hands
        services_of(app).database.close()


def await_probes() -> None:
    """Until all that was asked about the site's health is answered, also what its page didn't wait for."""
    for thread in threading.enumerate():
        if thread.name == "probe":
            thread.join(PATIENCE)


def visitor(app: Flask, address: str = "::1") -> FlaskClient:
    """A browser at an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def add_person(database: Database, name: str = "ada", role: str = "admin", password: str = PASSWORD) -> Person:
    with database.write() as session:
        return people.add(session, name, password, role, hasher=QUICK)
