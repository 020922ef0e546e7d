"""In with a passkey: added, used with no name typed or behind the password, and every wrong one refused."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from shortener.accounts import codes, people, tickets
from shortener.accounts.tables import Person
from shortener.accounts.totp import STEP_SECONDS, code_at
from shortener.clock import now_ms
from shortener.stores import Database
from shortener.web.services import EXTENSION, services_of
from tests.admin.conftest import PASSWORD, SITE, Browser, SignedIn, value_of, words
from tests.admin.test_audit import told
from tests.devices import FLAG, Device

WRONG = "This passkey is not known here"


def asked(response: TestResponse) -> dict[str, Any]:
    """What a page asks the browser's device."""
    found = re.search(r"data-options='([^']+)'", response.text)
    assert found is not None, words(response)
    options: dict[str, Any] = json.loads(unescape(found[1]))
    return options


def add(browser: Browser, device: Device, name: str = "Phone", **changed: str) -> TestResponse:
    shown = browser.get("/admin/account/passkeys")
    form = {"ticket": value_of(shown, "ticket"), "answer": device.make(asked(shown)), "name": name, "old": PASSWORD}
    return browser.post("/admin/account/passkeys", **form | changed)


def use(browser: Browser, device: Device, wanted: str = "/admin/", **changed: str) -> TestResponse:
    shown = browser.get("/admin/sign-in")
    form = {"ticket": value_of(shown, "ticket"), "answer": device.sign(asked(shown)), "next": wanted}
    return browser.post("/admin/sign-in/passkey", **form | changed)


def no_way_in(browser: Browser, answer: TestResponse) -> str:
    """Where a browser is sent that stays out."""
    assert not browser.cookie()
    return answer.headers["Location"]


@pytest.fixture
def device(ada: Browser) -> Device:
    """With a passkey of Ada's."""
    made = Device(SITE)
    assert add(ada, made).status_code == 303
    return made


def test_a_passkey_lets_in_with_no_name_typed_and_says_when_it_was_used(
    ada: Browser, stranger: Browser, device: Device, database: Database
) -> None:
    assert "Phone Added just now · Last used: Never" in words(ada.get("/admin/account/passkeys"))
    entered = use(stranger, device, "/admin/tools")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/admin/tools")
    assert stranger.get("/admin/").status_code == 200
    assert "Last used: Never" not in words(ada.get("/admin/account/passkeys"))
    assert told(database) == [("ada", "passkey-added", "Phone"), ("ada", "sign-in-passkey", "")]


def test_what_a_device_is_asked_names_the_host_wants_its_lock_and_tells_nobodys_name(
    ada: Browser, stranger: Browser, device: Device
) -> None:
    new, old = asked(ada.get("/admin/account/passkeys")), asked(stranger.get("/admin/sign-in"))
    assert (new["rp"]["id"], old["rpId"]) == ("localhost", "localhost")
    chosen = new["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert (old["userVerification"], old.get("allowCredentials")) == ("required", None)
    assert len(new["excludeCredentials"]) == 1
    assert "ada" not in stranger.get("/admin/sign-in").text


def test_an_answer_counts_once_and_only_in_the_browser_that_was_asked(
    app: Flask, stranger: Browser, device: Device
) -> None:
    shown = stranger.get("/admin/sign-in")
    form = {"ticket": value_of(shown, "ticket"), "answer": device.sign(asked(shown))}
    other = Browser(app.test_client())
    other.get("/admin/sign-in")
    assert other.post("/admin/sign-in/passkey", **form).status_code == 401
    assert not other.cookie()
    assert stranger.post("/admin/sign-in/passkey", **form).status_code == 303
    stranger.client.delete_cookie("shortener", domain="localhost")
    again = stranger.post("/admin/sign-in/passkey", **form)
    assert (again.status_code, WRONG in words(again), stranger.cookie()) == (401, True, "")


def test_an_answer_that_comes_too_late_is_none(
    stranger: Browser, device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tickets, "SECONDS", -1)
    assert "done=too-late" in no_way_in(stranger, use(stranger, device))


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://localhost"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://evil.localhost:8000"},
        {"host": "evil.example"},
        {"flags": FLAG.UP},
        {"flags": FLAG.UV},
    ],
    ids=str,
)
def test_another_origin_or_host_or_an_open_lock_is_refused_when_adding_and_when_used(
    ada: Browser, stranger: Browser, device: Device, lie: dict[str, Any]
) -> None:
    refused = use(stranger, replace(device, **lie))
    assert (refused.status_code, WRONG in words(refused), stranger.cookie()) == (401, True, "")
    assert add(ada, replace(Device(SITE), **lie)).status_code == 422
    assert use(stranger, device).status_code == 303


def test_somebody_elses_passkey_or_handle_opens_no_account_but_its_own(
    stranger: Browser, signed_in: SignedIn, device: Device, ada: Browser
) -> None:
    theirs = Device(SITE)
    add(signed_in("grace", "viewer"), theirs)
    shown = stranger.get("/admin/sign-in")
    mixed = device.sign(asked(shown), theirs.handle)
    assert stranger.post("/admin/sign-in/passkey", ticket=value_of(shown, "ticket"), answer=mixed).status_code == 401
    forged = replace(theirs, credential_id=device.credential_id, handle=device.handle)
    assert use(stranger, forged).status_code == 401
    assert use(stranger, Device(SITE)).status_code == 401
    assert add(ada, replace(theirs)).status_code == 422
    assert use(stranger, theirs).status_code == 303
    assert "grace" in words(stranger.get("/admin/account"))


def test_a_counter_that_goes_back_means_a_copy_and_ends_the_passkey(
    ada: Browser, stranger: Browser, device: Device, database: Database
) -> None:
    copy = replace(device)
    assert use(stranger, device).status_code == 303
    stranger.post("/admin/sign-out")
    assert use(stranger, copy).status_code == 401
    device.counter += 10
    assert use(stranger, device).status_code == 401
    assert "There seems to be a copy of this one" in words(ada.get("/admin/account/passkeys"))
    assert ("ada", "passkey-doubted", "Phone") in told(database)


def test_devices_that_never_count_are_let_in_each_time(ada: Browser, stranger: Browser) -> None:
    never = Device(SITE, counter=0)
    add(ada, never)
    for _ in range(2):
        never.counter = -1
        assert use(stranger, never).status_code == 303
        stranger.post("/admin/sign-out")


def test_removed_passkeys_and_disabled_people_stay_out(
    app: Flask, ada: Browser, stranger: Browser, signed_in: SignedIn, database: Database
) -> None:
    first, second = Device(SITE), Device(SITE)
    grace = signed_in("grace")
    add(grace, first)
    add(grace, second, "Key")
    assert "Password, passkey" in words(ada.get("/admin/people"))
    assert ada.post("/admin/account/passkeys/remove", id="1").status_code == 404
    assert grace.post("/admin/account/passkeys/remove", id="1").status_code == 303
    assert use(stranger, first).status_code == 401
    with database.write() as session:
        people.disable(session, "grace")
    assert use(stranger, second).status_code == 401
    with database.write() as session:
        people.enable(session, "grace")
    assert use(stranger, second).status_code == 303
    grace_id = "/admin/people/2/passkeys/remove"
    assert (ada.post(grace_id).status_code, ada.post(grace_id).status_code) == (303, 422)
    assert use(Browser(app.test_client()), second).status_code == 401


def test_adding_needs_the_password_a_name_and_what_this_very_sign_in_was_asked(
    app: Flask, ada: Browser, database: Database
) -> None:
    other = Browser(app.test_client())
    other.post("/admin/sign-in", name="ada", password=PASSWORD)
    assert add(ada, Device(SITE), old="wrong").status_code == 422
    assert add(ada, Device(SITE), name=" ").status_code == 422
    assert add(ada, Device(SITE), ticket=value_of(other.get("/admin/account/passkeys"), "ticket")).status_code == 422
    assert add(ada, Device(SITE), answer="{}").status_code == 422
    assert add(ada, Device(SITE), answer="[" * 40_000).status_code == 422
    assert "passkey-added" not in str(told(database))


def test_wrong_passkeys_close_the_door_for_passkeys_not_for_passwords(stranger: Browser, device: Device) -> None:
    answers = [use(stranger, Device(SITE)).status_code for _ in range(30)]
    assert set(answers) == {401}
    last = use(stranger, device)
    assert (last.status_code, int(last.headers["Retry-After"]) > 0) == (429, True)
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD).status_code == 303


def test_behind_the_password_a_passkey_of_the_same_person_stands_for_the_code(
    app: Flask, ada: Browser, stranger: Browser, signed_in: SignedIn, device: Device
) -> None:
    theirs = Device(SITE)
    add(signed_in("grace"), theirs)
    own, nonce = services_of(app), codes.new_nonce()
    with own.database.write() as session:
        person = session.get_one(Person, 1)
        key = codes.key_of(own.secret, person, nonce)
        codes.turn_on(session, own.secret, person, nonce, code_at(key, now_ms() // (STEP_SECONDS * 1000)))
    shown = stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    assert len(asked(shown)["allowCredentials"]) == 1
    form = {"ticket": value_of(shown, "ticket"), "half": value_of(shown, "half")}
    wrong = stranger.post("/admin/sign-in/passkey", answer=theirs.sign(asked(shown)), **form)
    assert (wrong.status_code, "Your code" in words(wrong), stranger.cookie()) == (401, True, "")
    answer = device.sign(asked(shown), b"")
    alone = stranger.post("/admin/sign-in/passkey", answer=answer, ticket=form["ticket"])
    assert (alone.status_code, stranger.cookie()) == (401, "")
    assert stranger.post("/admin/sign-in/passkey", answer=answer, **form).status_code == 303


@pytest.mark.parametrize("base_url", ["http://go.example", "https://192.0.2.7", "https://go.example"])
def test_where_browsers_know_no_passkeys_none_is_offered(app: Flask, ada: Browser, base_url: str) -> None:
    own = services_of(app)
    app.extensions[EXTENSION] = replace(own, settings=replace(own.settings, base_url=base_url, secure_cookies=False))
    assert "passkey" not in words(ada.client.get("/admin/sign-in", base_url="http://elsewhere.example"))
    offered = "Add a passkey" in words(ada.get("/admin/account/passkeys"))
    assert (offered, "at the site’s own address only" in words(ada.get("/admin/account/passkeys"))) == (False, True)


def test_no_more_than_twenty_fit(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shortener.accounts.keyrings.MOST", 1)
    assert add(ada, Device(SITE)).status_code == 303
    refused = add(ada, Device(SITE))
    assert (refused.status_code, "remove one first" in words(refused)) == (422, True)


def test_the_cookie_of_the_door_is_only_for_who_comes_to_it(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    assert "Set-Cookie" not in stranger.get("/nothing-here").headers
    cookie = stranger.get("/admin/sign-in").headers["Set-Cookie"]
    assert all(word in cookie for word in ("door=", "HttpOnly", "SameSite=Lax"))
