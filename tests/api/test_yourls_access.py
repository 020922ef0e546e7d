"""Who may use the API: name and password in the request, limited, and never a cookie."""

import pytest

from shortener.accounts import people
from shortener.accounts.throttle import MOST_PER_PAIR
from tests.api.conftest import SITE, Program
from tests.faces import PASSWORD, add_person, visitor

VERSION = {"action": "version", "format": "json"}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Please log in"),
        ({"username": "ada"}, "Invalid username or password"),
        ({"password": PASSWORD}, "Invalid username or password"),
        ({"username": "", "password": ""}, "Invalid username or password"),
        ({"username": "ada", "password": "wrong password"}, "Invalid username or password"),
        ({"username": "eve", "password": PASSWORD}, "Invalid username or password"),
        ({"username": "nul\0", "password": PASSWORD}, "Invalid username or password"),
        ({"username": "x" * 5000, "password": "x" * 5000}, "Invalid username or password"),
    ],
)
@pytest.mark.parametrize("action", ["version", "shorturl", "stats", "bogus"])
def test_without_right_credentials_nothing_is_answered(
    api: Program, sent: dict[str, str], message: str, action: str
) -> None:
    asked = {"action": action, "format": "json", "url": "https://example.org/", **sent}
    response = api.ask(asked, alone=True)
    assert (response.status_code, response.get_json()) == (
        403,
        {"message": message, "errorCode": "403", "callback": ""},
    )
    assert api.library.by_target("https://example.org/") == []


@pytest.mark.parametrize(
    ("form", "text"), [("simple", "Please log in"), ("jsonp", "({"), ("xml", "<message>Please log in<")]
)
def test_the_refusal_comes_in_the_format_asked_for(api: Program, form: str, text: str) -> None:
    response = api.ask({"action": "version", "format": form, "callback": "cb"}, alone=True)
    assert response.status_code == 403
    assert text in response.get_data(as_text=True)
    assert "cb" not in response.get_data(as_text=True)


def test_a_cookie_of_the_admin_opens_nothing_here(api: Program) -> None:
    form = {"name": "ada", "password": PASSWORD}
    signed_in = api.client.post("/admin/sign-in", base_url=SITE, data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert signed_in.status_code == 303
    assert api.client.get("/admin/", base_url=SITE).status_code == 200
    assert api.ask(VERSION, alone=True).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}])
def test_programs_need_no_origin(api: Program, headers: dict[str, str]) -> None:
    response = api.ask({"action": "shorturl", "url": "https://example.org/"}, method="POST", headers=headers)
    assert response.status_code == 200


def test_too_many_wrong_passwords_must_wait_and_right_ones_in_use_need_not(api: Program) -> None:
    right = {**VERSION, "username": "ada"}
    assert api.ask(right).status_code == 200
    wrong = {**VERSION, "password": "wrong password"}
    assert [api.ask(wrong).status_code for _ in range(MOST_PER_PAIR)] == [403] * MOST_PER_PAIR
    refused = api.ask(wrong)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert refused.get_json()["errorCode"] == "429"
    assert "try again in 15 minutes" in refused.get_json()["message"]
    assert api.ask(right).status_code == 200
    elsewhere = visitor(api.client.application, "2001:db8::1")
    query = {"username": "ada", "password": PASSWORD, **VERSION}
    assert elsewhere.get("/yourls-api.php", base_url=SITE, query_string=query).status_code == 200


def test_a_disabled_account_is_closed_at_once(api: Program) -> None:
    add_person(api.database, "grace")
    assert api.ask({**VERSION, "username": "grace"}).status_code == 200
    with api.database.write() as session:
        people.disable(session, "grace")
    assert api.ask({**VERSION, "username": "grace"}).status_code == 403


def test_a_viewer_may_read_but_not_write(api: Program) -> None:
    add_person(api.database, "vera", "viewer")
    assert api.ask({**VERSION, "username": "vera"}).status_code == 200
    refused = api.ask({"action": "shorturl", "url": "https://example.org/", "format": "json", "username": "vera"})
    assert (refused.status_code, refused.get_json()["message"]) == (403, "This account may not do that")
    assert api.library.by_target("https://example.org/") == []


def test_an_unknown_host_has_no_api(api: Program) -> None:
    response = api.client.get("/yourls-api.php", base_url="https://elsewhere.example")
    assert response.status_code == 421
