"""In with a password and a code from a phone: set up, used, lost, and where everybody has to."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from shortener.accounts import codes
from shortener.accounts.secret import load_secret
from shortener.accounts.tables import Person
from shortener.accounts.totp import STEP_SECONDS, code_at
from shortener.app import create_app
from shortener.clock import now_ms
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.admin.conftest import PASSWORD, SITE, Browser, SignedIn, value_of, words


def on_phone(app: Flask, person_id: int, nonce: str, off: int = 1) -> str:
    """That of the next half minute, which is taken too, so that it is fresh after setting up however slow a test is."""
    with services_of(app).database.read() as session:
        person = session.get_one(Person, person_id)
    return code_at(codes.key_of(services_of(app).secret, person, nonce), now_ms() // (STEP_SECONDS * 1000) + off)


def set_up(app: Flask, browser: Browser) -> tuple[str, list[str]]:
    """What the phone of person 1 knows, and the codes to write down."""
    nonce = value_of(browser.get("/admin/account/code"), "nonce")
    answer = browser.post("/admin/account/code", nonce=nonce, code=on_phone(app, 1, nonce, 0), old=PASSWORD)
    found = re.search(r'<pre id="written" dir="ltr">([^<]+)</pre>', answer.text)
    assert found is not None
    return nonce, found[1].split()


def test_after_setting_up_the_password_alone_opens_nothing(app: Flask, ada: Browser, stranger: Browser) -> None:
    nonce, _ = set_up(app, ada)
    asked = stranger.post("/admin/sign-in", name="ada", password=PASSWORD, next="/admin/tools")
    assert (asked.status_code, "Your code" in words(asked)) == (200, True)
    assert not stranger.cookie()
    assert stranger.get("/admin/").status_code == 303
    half = value_of(asked, "half")
    wrong = stranger.post("/admin/sign-in/code", half=half, code="000000", next="/admin/tools")
    assert (wrong.status_code, "code is wrong" in words(wrong)) == (401, True)
    code = on_phone(app, 1, nonce)
    entered = stranger.post("/admin/sign-in/code", half=value_of(wrong, "half"), code=code, next="/admin/tools")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/admin/tools")
    again = Browser(app.test_client())
    assert again.post("/admin/sign-in/code", half=half, code=code).status_code == 401
    assert not again.cookie()


def test_too_many_wrong_codes_close_the_door_for_a_while(app: Flask, ada: Browser, stranger: Browser) -> None:
    set_up(app, ada)
    half = value_of(stranger.post("/admin/sign-in", name="ada", password=PASSWORD), "half")
    answers = [stranger.post("/admin/sign-in/code", half=half, code="000000") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_second_step_alone_or_on_the_way_to_another_site_leads_nowhere(
    app: Flask, ada: Browser, stranger: Browser
) -> None:
    nonce, _ = set_up(app, ada)
    code = on_phone(app, 1, nonce)
    early = stranger.post("/admin/sign-in/code", half="", code=code)
    assert early.headers["Location"].startswith("/admin/sign-in?")
    half = value_of(stranger.post("/admin/sign-in", name="ada", password=PASSWORD), "half")
    entered = stranger.post("/admin/sign-in/code", half=half, code=code, next="https://evil.example/")
    assert entered.headers["Location"] == "/admin/"


def test_a_sign_in_gets_a_token_that_nobody_can_have_planted(app: Flask, ada: Browser, stranger: Browser) -> None:
    nonce, _ = set_up(app, ada)
    stranger.client.set_cookie("shortener", "planted", domain="localhost")
    half = value_of(stranger.post("/admin/sign-in", name="ada", password=PASSWORD), "half")
    assert stranger.cookie() == "planted"
    stranger.post("/admin/sign-in/code", half=half, code=on_phone(app, 1, nonce))
    assert stranger.cookie() not in {"", "planted"}
    assert stranger.get("/admin/").status_code == 200


def test_setting_up_needs_the_password_and_a_right_code_and_ends_other_sign_ins(
    app: Flask, ada: Browser, stranger: Browser
) -> None:
    stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    nonce = value_of(ada.get("/admin/account/code"), "nonce")
    no_password = ada.post("/admin/account/code", nonce=nonce, code=on_phone(app, 1, nonce), old="wrong")
    assert (no_password.status_code, value_of(no_password, "nonce")) == (422, nonce)
    assert ada.post("/admin/account/code", nonce=nonce, code="000000", old=PASSWORD).status_code == 422
    assert stranger.get("/admin/").status_code == 200
    set_up(app, ada)
    assert stranger.get("/admin/").status_code == 303
    assert ada.get("/admin/").status_code == 200
    assert nonce not in ada.get("/admin/account/code").text


def test_a_code_is_turned_off_with_the_password_and_by_an_admin(
    app: Flask, ada: Browser, stranger: Browser, signed_in: SignedIn
) -> None:
    set_up(app, ada)
    assert ada.post("/admin/account/code/off", old="wrong").status_code == 422
    assert ada.post("/admin/account/code/off", old=PASSWORD).status_code == 303
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD).status_code == 303
    set_up(app, ada)
    root = signed_in("root")
    assert "Password, code" in words(root.get("/admin/people"))
    assert root.post("/admin/people/1/code-off").status_code == 303
    assert root.post("/admin/people/1/code-off").status_code == 422


def test_new_written_codes_end_the_old_ones(app: Flask, ada: Browser, stranger: Browser) -> None:
    _, written = set_up(app, ada)
    assert ada.post("/admin/account/code/renew", old="wrong").status_code == 422
    assert ada.post("/admin/account/code/renew", old=PASSWORD).status_code == 200
    half = value_of(stranger.post("/admin/sign-in", name="ada", password=PASSWORD), "half")
    assert stranger.post("/admin/sign-in/code", half=half, code=written[0]).status_code == 401


@pytest.fixture
def strict(settings: Settings, database: Database) -> Iterator[Flask]:
    """A site where everybody signs in with a code."""
    strict = replace(settings, sign_in_code="required")
    load_secret(strict, database)
    app = create_app(strict)
    services_of(app).library.ensure_default_domain()
    yield app
    services_of(app).database.close()


def test_where_everybody_needs_a_code_nothing_else_opens_before(
    strict: Flask, add_person: Callable[..., Person]
) -> None:
    add_person()
    browser = Browser(strict.test_client())
    browser.post("/admin/sign-in", name="ada", password=PASSWORD)
    for path in ("/admin/", "/admin/people", "/admin/account"):
        assert browser.get(path).headers["Location"] == "/admin/account/code", path
    made = browser.client.post("/admin/", base_url=SITE, headers={"Origin": SITE}, data={"target": "https://x.example"})
    assert made.headers["Location"] == "/admin/account/code"
    set_up(strict, browser)
    assert browser.get("/admin/").status_code == 200
    refused = browser.post("/admin/account/code/off", old=PASSWORD)
    assert (refused.status_code, "can't be turned off" in words(refused)) == (422, True)
