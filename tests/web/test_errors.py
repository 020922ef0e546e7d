"""Errors are one sentence in the form that the asker reads; nothing of the inside shows."""

import logging
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shortener.web.services import services_of
from tests.web.conftest import LOCAL

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/-/test/abort/400", 400, "This request can’t be understood."),
        ("/-/test/abort/404", 404, "There is nothing at this address."),
        ("/-/test/explained", 403, "Only on Sundays."),
        ("/-/test/abort/415", 415, "What was sent is of a kind that can’t be read here."),
        ("/-/test/abort/418", 418, "I'm a Teapot."),
        ("/-/test/often", 429, "That was too often. Please wait a little, and try again."),
        ("/-/test/broken", 500, "Something went wrong here, and it has been written down. Please try again."),
        ("/-/test/refuse/taken", 409, "The slug <b> can't be had."),
        ("/-/test/refuse/stale", 409, "The slug <b> can't be had."),
        ("/-/test/refuse/rude", 400, "The slug <b> can't be had."),
        ("/-/test/refuse/missing", 404, "No such link."),
        ("/-/test/account", 409, "There is already somebody named ada."),
    ],
)
def test_an_error_is_one_sentence(client: FlaskClient, path: str, status: int, sentence: str) -> None:
    response = client.get(path, base_url=LOCAL)
    assert (response.status_code, response.mimetype) == (status, "text/plain")
    assert response.get_data(as_text=True) == sentence + "\n"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("application/json", "application/problem+json"),
        ("*/*", "text/plain"),
        ("image/png", "text/plain"),
        ("", "text/plain"),
        ("text/html;q=x,\0", "text/plain"),
    ],
)
def test_it_comes_in_the_form_that_is_asked_for(client: FlaskClient, accept: str, kind: str) -> None:
    response = client.get("/-/test/explained", base_url=LOCAL, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (403, kind)
    assert "Only on Sundays." in response.get_data(as_text=True)


def test_a_browser_gets_a_page_in_the_sites_look(client: FlaskClient) -> None:
    response = client.get("/-/test/refuse/taken", base_url=LOCAL, headers={"Accept": BROWSER})
    page = response.get_data(as_text=True)
    assert page.startswith("<!doctype html>")
    assert "The slug &lt;b&gt; can&#39;t be had." in page
    assert "/static/web/site.css?v=" in page


def test_a_program_gets_a_problem_with_its_code(client: FlaskClient) -> None:
    response = client.get("/-/test/refuse/taken", base_url=LOCAL, headers={"Accept": "application/json"})
    assert response.get_json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "The slug <b> can't be had.",
        "code": "taken",
    }


def test_headers_that_help_are_kept(client: FlaskClient) -> None:
    assert client.get("/-/test/often", base_url=LOCAL).headers["Retry-After"] == "30"
    wrong = client.put("/-/test/echo", base_url=LOCAL)
    assert (wrong.status_code, wrong.get_data(as_text=True)) == (405, "This address can’t be used in this way.\n")
    assert {"GET", "POST"} <= set(wrong.headers["Allow"].split(", "))


def test_what_breaks_is_logged_but_not_shown(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/-/test/broken", base_url=LOCAL, headers={"Accept": BROWSER})
    assert response.status_code == 500
    assert "hunter2" not in response.get_data(as_text=True)
    assert "Traceback" not in response.get_data(as_text=True)
    assert "GET /-/test/broken failed" in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_statement_that_fails_is_logged_without_its_values(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for statement in ("SELECT :value FROM nowhere", "SELECT (:value, 1) + "):
        response = client.get("/-/test/sql", base_url=LOCAL, query_string={"statement": statement})
        assert response.status_code in {500, 503}  # drivers differ in whose fault they call it
    assert "nowhere" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_broken_rule_of_the_database_is_our_fault(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    statement = "INSERT INTO people (id, name, password_hash, created_at) VALUES (1, :value, NULL, 0)"
    response = client.get("/-/test/sql", base_url=LOCAL, query_string={"statement": statement})
    assert response.status_code == 500
    assert "hunter2" not in caplog.text


@pytest.mark.stores("sqlite")
def test_a_database_that_is_no_database_is_one_clear_sentence(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    own = services_of(app)
    own.database.close()
    for path in own.settings.data_dir.glob("shortener.db*"):
        path.unlink()
    Path(own.settings.data_dir / "shortener.db").write_bytes(
        b"This is no database, however long it is looked at. " * 99
    )
    response = client.get("/-/test/echo", base_url=LOCAL, headers={"Accept": BROWSER})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The database does not answer." in response.get_data(as_text=True)
    assert caplog.records[0].levelno == logging.ERROR
    assert "file is not a database" in caplog.text


@pytest.mark.parametrize("size", [1 << 20, 5 << 20])
def test_a_form_that_is_too_large_is_refused(client: FlaskClient, size: int) -> None:
    response = client.post("/-/test/echo", base_url=LOCAL, headers=OWN, data={"text": "x" * size})
    assert (response.status_code, response.get_data(as_text=True)) == (413, "What was sent is too large.\n")


def test_a_form_of_many_parts_is_refused(client: FlaskClient) -> None:
    form = {f"part{number}": (None, "x") for number in range(200)}
    parts = "".join(f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n' for name in form) + "--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    response = client.post("/-/test/echo", base_url=LOCAL, headers=OWN, data=parts, content_type=kind)
    assert response.status_code == 413
