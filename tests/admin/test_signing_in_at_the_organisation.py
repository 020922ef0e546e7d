"""In by the organisation's own sign-in: who is let in, who is met, and every answer that must not be believed."""

import hmac
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from fido2.utils import websafe_encode
from flask import Flask
from werkzeug.test import TestResponse

from shortener.accounts import people, tickets
from shortener.accounts.provider import provider_of
from shortener.accounts.tables import Person
from shortener.stores import Database
from shortener.web.services import EXTENSION, services_of
from tests.admin.conftest import PASSWORD, Browser, SignedIn, words
from tests.admin.test_audit import told
from tests.providers import CLIENT, SECRET, OwnProvider, new_key, own_provider

UNTRUSTED = "no answer that can be trusted"


@pytest.fixture
def provider() -> Iterator[OwnProvider]:
    with own_provider() as made:
        yield made


@pytest.fixture
def site(app: Flask, provider: OwnProvider) -> Callable[..., None]:
    """Sets the provider, and what else is set about it."""

    def configure(**changed: Any) -> None:
        own = services_of(app)
        values = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        app.extensions[EXTENSION] = replace(own, settings=replace(own.settings, **values | changed))

    provider_of.cache_clear()
    configure()
    return configure


@pytest.fixture
def known(site: Callable[..., None], add_person: Callable[..., Person], database: Database) -> None:
    """Somebody here whose e-mail address is that of who signs in there."""
    add_person()
    with database.write() as session:
        people.set_email(session, "ada", "Ada@Example.org")


def come(browser: Browser, provider: OwnProvider, wanted: str = "/admin/", **changed: str) -> TestResponse:
    """There and back."""
    away = browser.client.get(
        "/admin/sign-in/organisation", base_url="http://localhost:8000", query_string={"next": wanted}
    )
    assert away.status_code == 303, words(away)
    return back(browser, provider.sign_in(away.headers["Location"]) | changed)


def back(browser: Browser, answer: dict[str, str]) -> TestResponse:
    return browser.client.get("/admin/sign-in/organisation/back", base_url="http://localhost:8000", query_string=answer)


def forged(secret: bytes, header: dict[str, str], claims: dict[str, Any]) -> str:
    """A token with a hash as its signature, or with none."""
    told = ".".join(websafe_encode(json.dumps(part).encode()) for part in (header, claims))
    mark = hmac.digest(secret, told.encode(), "sha256") if secret else b""
    return f"{told}.{websafe_encode(mark)}"


def refused(browser: Browser, answer: TestResponse, said: str = UNTRUSTED, status: int = 401) -> None:
    assert (answer.status_code, said in words(answer), browser.cookie()) == (status, True, ""), words(answer)


@pytest.mark.usefixtures("known")
def test_who_is_known_by_a_checked_address_is_let_in_and_later_by_what_never_changes(
    stranger: Browser, provider: OwnProvider, database: Database
) -> None:
    assert "Sign in with your organisation" in words(stranger.get("/admin/sign-in"))
    entered = come(stranger, provider, "/admin/tools?a=1&b=~2")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/admin/tools?a=1&b=~2")
    stranger.post("/admin/sign-out")
    provider.person |= {"email": "ada@married.example", "email_verified": False}
    assert come(stranger, provider).status_code == 303
    assert "ada" in words(stranger.get("/admin/account"))
    assert [line for line in told(database) if "provider" in line[1]] == [("ada", "sign-in-provider", "")] * 2
    assert provider.asked.count("/jwks") == 1


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "of another trip"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},
        {"azp": "another client"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"iss": None},
        {"exp": -120},
        {"exp": None},
        {"iat": 600},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": 1},
    ],
    ids=str,
)
def test_a_token_for_another_trip_client_or_time_or_by_another_issuer_is_not_believed(
    stranger: Browser, provider: OwnProvider, lie: dict[str, Any]
) -> None:
    times = {name: int(time.time()) + lie[name] for name in ("exp", "iat") if lie.get(name)}
    provider.claims = lie | times
    refused(stranger, come(stranger, provider))
    provider.claims = {}
    assert come(stranger, provider).status_code == 303


@pytest.mark.usefixtures("known")
def test_no_signature_one_by_another_key_or_with_the_public_key_as_a_secret_is_not_believed(
    stranger: Browser, provider: OwnProvider
) -> None:
    provider.signs = new_key("first")
    refused(stranger, come(stranger, provider))
    public = provider.keys[0].as_pem(private=False)
    for algorithm, secret in (("HS256", public), ("HS256", SECRET.encode()), ("none", b"")):
        provider.header, provider.forge = {"alg": algorithm}, partial(forged, secret)
        refused(stranger, come(stranger, provider))
    provider.header, provider.forge, provider.signs = {}, None, None
    assert come(stranger, provider).status_code == 303


@pytest.mark.usefixtures("known")
def test_new_keys_of_the_provider_are_read_when_one_signs(stranger: Browser, provider: OwnProvider) -> None:
    assert come(stranger, provider).status_code == 303
    provider.keys = [new_key("second")]
    stranger.post("/admin/sign-out")
    assert come(stranger, provider).status_code == 303
    assert provider.asked.count("/jwks") == 2


@pytest.mark.usefixtures("known")
def test_an_address_that_nobody_checked_or_of_another_domain_meets_nobody(
    site: Callable[..., None], stranger: Browser, provider: OwnProvider
) -> None:
    for unchecked in (False, "true", None, 1):
        provider.claims = {"email_verified": unchecked}
        refused(stranger, come(stranger, provider), "vouches for no e-mail address")
    provider.claims = {}
    site(oidc_domains=("example.com",))
    refused(stranger, come(stranger, provider), "e-mail address at example.com")
    site(oidc_domains=("example.com", "example.org"))
    assert come(stranger, provider).status_code == 303
    stranger.post("/admin/sign-out")
    site(oidc_domains=("example.com",))
    refused(stranger, come(stranger, provider), "e-mail address at example.com")


def test_new_people_are_made_only_where_the_settings_say_so_and_have_no_password(
    site: Callable[..., None],
    stranger: Browser,
    provider: OwnProvider,
    add_person: Callable[..., Person],
    database: Database,
) -> None:
    add_person("Ada Lovelace")
    provider.person["name"] = "Ada Lovelace"
    refused(stranger, come(stranger, provider), "Nobody here has the e-mail address ada@example.org")
    site(oidc_new_people="viewer", sign_in_code="required")
    assert come(stranger, provider).status_code == 303
    assert "ada@example.org" in words(stranger.get("/admin/account"))
    assert stranger.get("/admin/people").status_code == 403
    assert ("ada@example.org", "joined-by-provider", "") in told(database)
    stranger.post("/admin/sign-out")
    for password in ("", "x"):
        assert stranger.post("/admin/sign-in", name="ada@example.org", password=password).status_code == 401
    provider.person |= {"sub": "2", "email": "grace@example.org", "name": "Grace Hopper"}
    assert come(stranger, provider).status_code == 303
    assert "Grace Hopper" in words(stranger.get("/admin/account"))


@pytest.mark.usefixtures("known")
def test_disabled_people_and_other_subjects_with_the_same_address_are_told_apart(
    stranger: Browser, provider: OwnProvider, database: Database, add_person: Callable[..., Person]
) -> None:
    add_person("root")
    with database.write() as session:
        people.disable(session, "ada")
    refused(stranger, come(stranger, provider), "can't sign in any more")
    with database.write() as session:
        people.enable(session, "ada")
    assert come(stranger, provider).status_code == 303
    with database.write() as session:
        people.disable(session, "ada")
    assert stranger.get("/admin/").status_code == 303
    stranger.client.delete_cookie("shortener", domain="localhost")
    refused(stranger, come(stranger, provider), "can't sign in any more")


@pytest.mark.usefixtures("known")
def test_an_answer_counts_once_soon_and_in_the_browser_that_went(
    app: Flask, stranger: Browser, provider: OwnProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = stranger.get("/admin/sign-in/organisation")
    answer = provider.sign_in(away.headers["Location"])
    other = Browser(app.test_client())
    other.get("/admin/sign-in/organisation")
    for browser, sent in ((other, answer), (stranger, answer | {"state": "made-up"}), (stranger, {"code": "x"})):
        assert "done=too-late" in back(browser, sent).headers["Location"]
        assert not browser.cookie()
    assert back(stranger, answer).headers["Location"] == "/admin/"
    stranger.client.delete_cookie("shortener", domain="localhost")
    assert "done=too-late" in back(stranger, answer).headers["Location"]
    monkeypatch.setattr(tickets, "SECONDS", -1)
    assert "done=too-late" in come(stranger, provider).headers["Location"]
    assert provider.asked.count("/token") == 1


@pytest.mark.usefixtures("known")
def test_nobody_is_sent_to_another_site_afterwards(stranger: Browser, provider: OwnProvider) -> None:
    for wanted in ("https://evil.example/", "//evil.example", "/admin/\\evil", "/elsewhere"):
        assert come(stranger, provider, wanted).headers["Location"] == "/admin/"
    away = stranger.get("/admin/sign-in/organisation?next=/admin/tools")
    answer = provider.sign_in(away.headers["Location"])
    changed = answer["state"].rpartition("~")[0] + "~https%3A//evil.example/"
    assert "too-late" in back(stranger, answer | {"state": changed}).headers["Location"]


@pytest.mark.usefixtures("known")
def test_a_provider_that_is_down_or_talks_nonsense_is_one_sentence_and_the_password_goes_on(
    stranger: Browser, provider: OwnProvider, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.status = 503
    for _ in range(3):
        refused(stranger, stranger.get("/admin/sign-in/organisation"), "can't be reached just now", 503)
    assert len(provider.asked) == 1
    monkeypatch.setattr("shortener.accounts.provider.DOWN_SECONDS", 0)
    provider_of.cache_clear()
    provider.status, provider.issuer = 200, "https://another.example"
    refused(stranger, stranger.get("/admin/sign-in/organisation"), "can't be reached just now", 503)
    provider.issuer, provider.padding = "", 400_000
    refused(stranger, come(stranger, provider), "can't be reached just now", 503)
    provider.padding = 0
    away = provider.sign_in(stranger.get("/admin/sign-in/organisation").headers["Location"])
    provider.status = 500
    refused(stranger, back(stranger, away), "can't be reached just now", 503)
    assert all(record.levelno == logging.WARNING for record in caplog.records)
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD).status_code == 303


@pytest.mark.usefixtures("known")
def test_who_breaks_off_or_brings_a_wrong_code_is_told_and_limited(
    stranger: Browser, provider: OwnProvider, database: Database
) -> None:
    refused(stranger, come(stranger, provider, error="access_denied"), "broken off")
    refused(stranger, come(stranger, provider, code=""), "broken off")
    answers = [come(stranger, provider, code="wrong").status_code for _ in range(31)]
    assert answers == [401] * 30 + [429]
    assert told(database)[-1][1:] == ("provider-failed", "untrusted")
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD).status_code == 303


@pytest.mark.usefixtures("known")
def test_the_secret_goes_as_the_provider_wants_it_and_never_into_a_log(
    stranger: Browser, provider: OwnProvider, site: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    provider.methods = ["client_secret_post"]
    assert come(stranger, provider).status_code == 303
    stranger.post("/admin/sign-out")
    site(oidc_client_secret="wrong")
    refused(stranger, come(stranger, provider))
    assert "invalid_client" in caplog.text
    assert SECRET not in caplog.text


def test_an_admin_keeps_the_addresses_that_people_are_met_by(
    ada: Browser, site: Callable[..., None], signed_in: SignedIn
) -> None:
    signed_in("grace", "editor")
    assert "E-mail address" in words(ada.get("/admin/people/2"))
    form = {"role": "editor", "own": ""}
    assert ada.post("/admin/people/2", email=" Grace@Example.org ", **form).status_code == 303
    assert 'value="grace@example.org"' in ada.get("/admin/people/2").text
    taken = ada.post("/admin/people/1", role="admin", email="grace@example.org")
    assert (taken.status_code, "Somebody else here has" in words(taken)) == (422, True)
    assert ada.post("/admin/people/2", email="no address", **form).status_code == 422
    assert ada.post("/admin/people/2", **form).status_code == 303
    assert 'value="grace@example.org"' in ada.get("/admin/people/2").text


def test_without_a_provider_there_is_no_button_and_no_way_to_one(stranger: Browser, ada: Browser) -> None:
    assert "organisation" not in words(stranger.get("/admin/sign-in"))
    assert stranger.get("/admin/sign-in/organisation").headers["Location"].startswith("/admin/sign-in")
    assert "E-mail address" not in words(ada.get("/admin/people/1"))
