"""The faces answer under the names of this site, and tell others how to become one."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shortener.settings import Settings
from shortener.stores import Database, open_database
from shortener.web import hosts
from shortener.web.hosts import KnownHosts
from shortener.web.services import services_of
from tests.faces import running, visitor
from tests.web.conftest import make_views

ECHO = "/-/test/echo"


def get(client: FlaskClient, host: str, path: str = ECHO) -> int:
    return client.get(path, headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host", ["localhost:8000", "LOCALHOST", "localhost.", "[::1]:8000", "127.0.0.1:8000", "127.0.0.1"]
)
def test_a_site_on_localhost_answers_under_every_name_of_the_machine_itself(client: FlaskClient, host: str) -> None:
    assert get(client, host) == 200


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "192.0.2.1", "[2001:db8::1]", "localhost.evil.example", "a" * 300]
)
def test_other_names_get_a_page_that_says_how_to_add_them(client: FlaskClient, host: str) -> None:
    response = client.get(ECHO, headers={"Host": host})
    assert response.status_code == 421
    assert "shortener domain add" in response.get_data(as_text=True)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/static/web/site.css", "/-/test/anywhere"])
def test_what_must_answer_anywhere_does(client: FlaskClient, path: str) -> None:
    assert get(client, "elsewhere.example", path) == 200


def test_a_public_site_does_not_answer_under_loopback_names(settings: Settings, database: Database) -> None:
    with running(replace(settings, base_url="https://sho.rt"), database, make_views()) as app:
        client = visitor(app)
        assert [get(client, host) for host in ("sho.rt", "localhost", "127.0.0.1", "[::1]")] == [200, 421, 421, 421]


def test_a_new_domain_and_its_alias_are_known_within_a_moment(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosts, "RETRY_SECONDS", 0.0)
    assert get(client, "rptl.io") == 421
    services_of(app).library.add_domain("rptl.io")
    services_of(app).library.add_domain("www.rptl.io", alias_of="rptl.io")
    assert [get(client, host) for host in ("rptl.io", "www.rptl.io")] == [200, 200]


def test_a_removed_domain_is_forgotten(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosts, "FRESH_SECONDS", 0.0)
    services_of(app).library.add_domain("rptl.io")
    assert get(client, "rptl.io") == 200
    services_of(app).library.remove_domain("rptl.io")
    assert get(client, "rptl.io") == 421


def test_strangers_can_not_make_every_request_ask_the_database(app: Flask, database: Database) -> None:
    known = KnownHosts(database, "localhost")
    assert known.serves("localhost")
    database.close()
    broken = open_database("sqlite:////nonexistent/folder/file.db")
    known._database = broken
    assert not any(known.serves(f"host{number}.example") for number in range(20))
    assert known.serves("localhost")
