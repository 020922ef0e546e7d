"""What every answer carries."""

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from shortener.settings import Settings
from shortener.stores import Database
from tests.faces import running, visitor
from tests.web.conftest import LOCAL


@pytest.mark.parametrize("path", ["/-/test/echo", "/-/test/abort/404", "/-/test/broken", "/admin/sign-in", "/healthz"])
def test_pages_and_errors_alike_are_locked_down(client: FlaskClient, path: str) -> None:
    headers = client.get(path, base_url=LOCAL).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Served-By"] == "test"
    assert "Server" not in headers


def test_browsers_are_told_to_stay_on_https_only_where_the_site_is_https(
    settings: Settings, database: Database
) -> None:
    for base_url, kept in (("https://sho.rt", "max-age=31536000"), ("http://sho.rt", None)):
        with running(replace(settings, base_url=base_url), database) as app:
            headers = visitor(app).get("/admin/sign-in", base_url=base_url).headers
        assert headers.get("Strict-Transport-Security") == kept


def test_a_name_that_no_header_can_hold_is_made_fit(settings: Settings, database: Database) -> None:
    with running(replace(settings, served_by="küche"), database) as app:
        assert visitor(app).get("/healthz").headers["X-Served-By"] == "k?che"


def test_the_home_page_needs_no_script_and_no_cookie(client: FlaskClient) -> None:
    response = client.get("/", base_url=LOCAL)
    assert response.status_code == 200
    assert not re.search(r"<script|style=|<style|\bon\w+=", response.get_data(as_text=True))
    assert "Set-Cookie" not in response.headers
