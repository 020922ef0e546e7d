"""The application with a few views of the tests' own behind the checks that every request meets."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.exceptions import TooManyRequests

from shortener.accounts.errors import AccountRefused
from shortener.links.errors import NotFound, Refused
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.marks import any_host, cookieless
from shortener.web.person import current_person, sign_in_required
from shortener.web.services import services
from tests.faces import running, visitor

LOCAL = "http://localhost:8000"
SECRET = "hunter2"


def make_views() -> Blueprint:
    views = Blueprint("tests", __name__, url_prefix="/-/test")

    @views.route("/echo", methods=["GET", "POST"])
    def echo() -> str:
        return request.form.get("text", "hello")

    @views.route("/program", methods=["POST"])
    @cookieless
    def program() -> str:
        return "done"

    @views.get("/anywhere")
    @any_host
    def anywhere() -> str:
        return "here"

    @views.get("/refuse/<code>")
    def refuse(code: str) -> str:
        raise (
            Refused("slug", code, "The slug <b> can't be had.")
            if code != "missing"
            else NotFound("link", "No such link.")
        )

    @views.get("/account")
    def account() -> str:
        raise AccountRefused("name", "taken", "There is already somebody named ada.")

    @views.get("/abort/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    @views.get("/explained")
    def explained() -> str:
        abort(403, "Only on Sundays.")

    @views.get("/often")
    def often() -> str:
        raise TooManyRequests(retry_after=30)

    @views.get("/broken")
    def broken() -> str:
        raise RuntimeError(SECRET)

    @views.get("/sql")
    def sql() -> str:
        with services().database.read() as session:
            session.execute(text(request.args["statement"]), {"value": SECRET})
        return "done"

    @views.get("/whoami")
    def whoami() -> str:
        person = current_person()
        return person.name if person else "nobody"

    return views


def make_closed_views() -> Blueprint:
    closed = Blueprint("closed", __name__, url_prefix="/-/closed")
    closed.before_request(sign_in_required)

    @closed.route("/room", methods=["GET", "POST"])
    def room() -> str:
        return "inside"

    return closed


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    with running(settings, database, make_views(), make_closed_views()) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return visitor(app)
