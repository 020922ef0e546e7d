"""Requests that change something must come from this site's own pages."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from shortener.settings import Settings
from shortener.stores import Database
from tests.faces import running, visitor
from tests.web.conftest import LOCAL, make_views

ECHO = "/-/test/echo"


def post(client: FlaskClient, headers: dict[str, str], path: str = ECHO, base_url: str = LOCAL) -> int:
    return client.post(path, base_url=base_url, headers=headers, data={"text": "sent"}).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "http://localhost:8000"},
        {"Origin": "HTTP://LOCALHOST:8000"},
    ],
)
def test_the_sites_own_forms_are_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert post(client, headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "SAME-ORIGIN "},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8000"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "https://localhost:8000"},
        {"Origin": "http://localhost.evil.example:8000"},
        {"Origin": "http://localhost:8000@evil.example"},
        {"Origin": "http://evil.example/localhost:8000"},
        {"Origin": "http://[::1"},
        {"Origin": "http://localhost:99999999"},
        {"Origin": "file://localhost:8000"},
        {"Referer": "http://localhost:8000/admin/"},
    ],
)
def test_what_another_page_or_nobody_sends_is_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post(ECHO, base_url=LOCAL, headers=headers, data={"text": "sent"})
    assert response.status_code == 403
    assert response.get_data(as_text=True).startswith("This form was sent from another site.")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_no_origin(client: FlaskClient, method: str) -> None:
    response = client.open(ECHO, base_url=LOCAL, method=method, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_that_no_view_takes_is_answered_as_such(client: FlaskClient, method: str) -> None:
    assert client.open(ECHO, base_url=LOCAL, method=method).status_code == 405


def test_a_view_that_never_looks_at_cookies_takes_requests_from_anywhere(client: FlaskClient) -> None:
    assert post(client, {"Sec-Fetch-Site": "cross-site"}, "/-/test/program") == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://sho.rt", 200), ("https://sho.rt:443", 200), ("http://sho.rt", 200), ("https://sho.rt:8000", 403)],
)
def test_behind_a_proxy_that_speaks_https_the_public_scheme_counts_too(
    settings: Settings, database: Database, origin: str, status: int
) -> None:
    public = replace(settings, base_url="https://sho.rt")
    with running(public, database, make_views()) as app:
        assert post(visitor(app), {"Origin": origin}, base_url="http://sho.rt") == status


@pytest.mark.parametrize(("origin", "status"), [("http://[::1]:8000", 200), ("http://[::2]:8000", 403)])
def test_an_ipv6_address_is_an_origin_like_any_other(client: FlaskClient, origin: str, status: int) -> None:
    assert post(client, {"Origin": origin}, base_url="http://[::1]:8000") == status
