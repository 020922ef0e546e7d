"""From the cookie to the person: signing in, staying in, getting out, and where people are sent."""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from shortener.accounts import people
from shortener.accounts.tables import SignIn
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.person import safe_next
from tests.faces import PASSWORD, add_person, running, visitor
from tests.web.conftest import LOCAL, make_closed_views, make_views

OWN = {"Sec-Fetch-Site": "same-origin"}


def sign_in(client: FlaskClient, base_url: str = LOCAL, **more: str) -> TestResponse:
    form = {"name": "ada", "password": PASSWORD, **more}
    return client.post("/admin/sign-in", base_url=base_url, data=form, headers=OWN)


def who(client: FlaskClient, base_url: str = LOCAL) -> str:
    return client.get("/-/test/whoami", base_url=base_url).get_data(as_text=True)


def cookie(response: TestResponse) -> str:
    return response.headers["Set-Cookie"]


def test_a_browser_that_signed_in_is_somebody_and_others_are_not(app: Flask, database: Database) -> None:
    add_person(database)
    hers, other = visitor(app), visitor(app)
    assert who(hers) == "nobody"
    assert sign_in(hers).status_code == 303
    assert (who(hers), who(other)) == ("ada", "nobody")


def test_the_cookie_can_be_read_by_no_script_and_sent_by_no_other_site(app: Flask, database: Database) -> None:
    add_person(database)
    found = cookie(sign_in(visitor(app)))
    assert re.match(r"shortener=[\w-]{43};", found)
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"} <= set(found.split("; "))
    assert "Secure" not in found
    assert "Domain" not in found


def test_over_https_the_cookie_belongs_to_this_host_alone(settings: Settings, database: Database) -> None:
    add_person(database)
    with running(replace(settings, base_url="https://sho.rt"), database, make_views()) as app:
        client = visitor(app)
        found = cookie(sign_in(client, "https://sho.rt"))
        assert found.startswith("__Host-shortener=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(found.split("; "))
        assert who(client, "https://sho.rt") == "ada"


def test_a_token_that_was_there_before_signing_in_is_worth_nothing_afterwards(app: Flask, database: Database) -> None:
    add_person(database)
    victim, thief = visitor(app), visitor(app)
    sign_in(thief)
    planted = thief.get_cookie("shortener")
    assert planted is not None
    victim.set_cookie("shortener", planted.value)
    sign_in(victim)
    mine = victim.get_cookie("shortener")
    assert mine is not None
    assert mine.value != planted.value
    assert (who(victim), who(thief)) == ("ada", "nobody")


def test_signing_out_ends_the_session_for_copies_of_the_cookie_too(app: Flask, database: Database) -> None:
    add_person(database)
    client, copy = visitor(app), visitor(app)
    sign_in(client)
    token = client.get_cookie("shortener")
    assert token is not None
    copy.set_cookie("shortener", token.value)
    assert client.post("/admin/sign-out", base_url=LOCAL, headers=OWN).status_code == 303
    assert client.get_cookie("shortener") is None
    assert who(copy) == "nobody"


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "é", '"', "a b"])
def test_any_other_token_is_nobodys(app: Flask, token: str) -> None:
    response = visitor(app).get("/-/test/whoami", base_url=LOCAL, headers={"Cookie": f"shortener={token}"})
    assert (response.status_code, response.data) == (200, b"nobody")


def test_use_lengthens_the_session_here_and_in_the_browser(app: Flask, database: Database) -> None:
    add_person(database)
    client = visitor(app)
    sign_in(client)
    assert "Set-Cookie" not in client.get("/-/test/whoami", base_url=LOCAL).headers
    with database.write() as session:
        session.execute(update(SignIn).values(seen_at=SignIn.seen_at - 60_000, expires_at=SignIn.expires_at - 60_000))
        before = session.query(SignIn).one().expires_at
    response = client.get("/-/test/whoami", base_url=LOCAL)
    assert "Max-Age=1209600" in cookie(response)
    with database.read() as session:
        assert session.query(SignIn).one().expires_at >= before + 60_000


def test_signing_out_wins_over_lengthening(app: Flask, database: Database) -> None:
    add_person(database)
    client = visitor(app)
    sign_in(client)
    with database.write() as session:
        session.execute(update(SignIn).values(seen_at=SignIn.seen_at - 60_000))
    response = client.post("/admin/sign-out", base_url=LOCAL, headers=OWN)
    assert [value.partition(";")[0] for value in response.headers.getlist("Set-Cookie")] == ["shortener="]


def test_a_disabled_person_is_nobody_at_once(app: Flask, database: Database) -> None:
    add_person(database)
    add_person(database, "grace")
    client = visitor(app)
    sign_in(client)
    with database.write() as session:
        people.disable(session, "ada")
    assert who(client) == "nobody"


def test_the_network_of_a_sign_in_is_kept_but_not_the_address(app: Flask, database: Database) -> None:
    add_person(database)
    sign_in(visitor(app, "2001:db8:1:2:3:4:5:6"))
    with database.read() as session:
        assert session.query(SignIn).one().prefix == "2001:db8:1:2::/64"


def test_who_is_not_signed_in_is_sent_to_the_door(app: Flask) -> None:
    response = visitor(app).get("/-/closed/room", base_url=LOCAL)
    assert response.status_code == 303
    assert urlsplit(response.location).path == "/admin/sign-in"


def test_who_is_signed_in_may_enter(settings: Settings, database: Database) -> None:
    add_person(database)
    with running(settings, database, make_closed_views()) as app:
        client = visitor(app)
        sign_in(client)
        assert client.get("/-/closed/room", base_url=LOCAL).data == b"inside"


def test_after_signing_in_people_arrive_where_they_wanted_to_go(app: Flask, database: Database) -> None:
    add_person(database)
    client = visitor(app)
    turned_away = client.get("/admin/?search=a%26b&page=2", base_url=LOCAL)
    wanted = parse_qs(urlsplit(turned_away.location).query)["next"][0]
    assert wanted == "/admin/?search=a%26b&page=2"
    assert sign_in(client, next=wanted).location == wanted


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//evil.example/admin/",
        "https://evil.example/admin/",
        "/\\evil.example",
        "/admin/\\evil.example",
        "/admin/\r\nSet-Cookie: x=y",
        "/admin/\x00",
        "admin/",
        "/adminx",
        "javascript:alert(1)",
        "/admin/sign-in?next=/admin/",
        "/admin/" + "x" * 5000,
        "http://[::1",
    ],
)
def test_nobody_is_sent_to_another_site_or_in_circles(path: str) -> None:
    assert safe_next(path) == "/admin/"


@pytest.mark.parametrize("path", ["/admin/", "/admin/links/7?tab=clicks", "/admin/?search=//x"])
def test_pages_of_the_admin_are_fine(path: str) -> None:
    assert safe_next(path) == path
