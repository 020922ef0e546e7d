"""The real application over a database of a test's own, and a browser-like client that can be signed in."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shortener.accounts import people, sessions
from shortener.accounts.secret import load_secret
from shortener.accounts.tables import Person
from shortener.app import create_app
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of

SITE = "http://localhost:8000"
PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Browser:
    """Asks as a browser does that has a page of this site open."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, base_url=SITE)

    def post(self, path: str, **form: str) -> TestResponse:
        return self.client.post(path, base_url=SITE, data=form, headers={"Origin": SITE})

    def cookie(self) -> str:
        found = self.client.get_cookie("shortener", "localhost")
        return found.value if found else ""


SignedIn = Callable[..., Browser]


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    load_secret(settings, database)
    app = create_app(settings)
    app.testing = True
    services_of(app).library.ensure_default_domain()
    yield app
    services_of(app).database.close()


@pytest.fixture
def library(app: Flask) -> Library:
    return services_of(app).library


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """A browser that is not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def add_person(database: Database) -> Callable[..., Person]:
    def add(name: str = "ada", role: str = "admin") -> Person:
        with database.write() as session:
            return people.add(session, name, PASSWORD, role, hasher=QUICK)

    return add


@pytest.fixture
def signed_in(app: Flask, database: Database, add_person: Callable[..., Person]) -> SignedIn:
    """A browser of a new person, signed in without typing."""

    def enter(name: str = "ada", role: str = "admin") -> Browser:
        person = add_person(name, role)
        with database.write() as session:
            token = sessions.open(session, services_of(app).secret, person, days=1, agent="Firefox", network="::1")
        browser = Browser(app.test_client())
        browser.client.set_cookie("shortener", token, domain="localhost")
        return browser

    return enter


@pytest.fixture
def ada(signed_in: SignedIn) -> Browser:
    return signed_in()


def words(response: TestResponse) -> str:
    """What a person reads on a page, on one line."""
    bare = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]+>", " ", response.text, flags=re.DOTALL)
    return " ".join(unescape(bare).split())


def value_of(response: TestResponse, name: str) -> str:
    """The text in a form's field."""
    tag = re.search(rf'<input[^>]*\bname="{name}"[^>]*>', response.text)
    if tag:
        found = re.search(r'\bvalue="([^"]*)"', tag[0])
        return unescape(found[1]) if found else ""
    area = re.search(rf'<textarea[^>]*\bname="{name}"[^>]*>\n?(.*?)</textarea>', response.text, re.DOTALL)
    chosen = re.search(rf'<select[^>]*\bname="{name}".*?</select>', response.text, re.DOTALL)
    if area:
        return unescape(area[1])
    picked = re.search(r'<option value="([^"]*)" selected', chosen[0]) if chosen else None
    return unescape(picked[1]) if picked else ""
