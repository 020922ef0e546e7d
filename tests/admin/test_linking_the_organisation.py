"""A sign-in of the organisation is linked to one's own account behind a proof, never somebody else's, and unlinked."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from shortener.accounts import people
from shortener.accounts.tables import Person, SignIn
from shortener.stores import Database
from tests.admin.conftest import PASSWORD, Browser, SignedIn, words
from tests.admin.test_audit import told
from tests.admin.test_signing_in_at_the_organisation import back, come, provider, site
from tests.providers import OwnProvider

__all__ = ["provider", "site"]
PAGE = "/admin/account/organisation"
pytestmark = pytest.mark.usefixtures("site")


def go_there(browser: Browser, provider: OwnProvider) -> dict[str, str]:
    shown = browser.post(PAGE, old=PASSWORD)
    assert shown.status_code == 200, words(shown)
    away = re.search(r'<a class="button main" href="([^"]*)"', shown.text)
    assert away is not None
    return provider.sign_in(unescape(away[1]))


def link(browser: Browser, provider: OwnProvider) -> TestResponse:
    return back(browser, go_there(browser, provider))


def test_it_is_linked_behind_the_password_and_lets_in_without_an_address_here(
    ada: Browser, stranger: Browser, provider: OwnProvider, database: Database
) -> None:
    assert "Link it, and it lets you in here" in words(ada.get("/admin/account"))
    answer = link(ada, provider)
    assert answer.headers["Location"] == f"{PAGE}?done=identity-linked"
    assert "Sign-in 1 Linked" in words(ada.get(answer.headers["Location"]))
    assert ("ada", "identity-linked", "") in told(database)
    assert link(ada, provider).status_code == 303
    assert "Sign-in 2" not in words(ada.get(PAGE))
    provider.person["email"] = "somewhere-else@example.net"
    assert come(stranger, provider).headers["Location"] == "/admin/"
    assert "ada" in words(stranger.get("/admin/account"))


def test_without_the_password_nobody_goes_there(ada: Browser) -> None:
    answer = ada.post(PAGE, old="wrong password")
    assert answer.status_code == 422
    assert "This is not your password now." in words(answer)
    assert "authorize" not in answer.text


def test_what_belongs_to_somebody_else_is_refused_and_stays_theirs(
    ada: Browser, signed_in: SignedIn, provider: OwnProvider, database: Database
) -> None:
    grace = signed_in("grace", "editor")
    assert link(ada, provider).status_code == 303
    answer = link(grace, provider)
    assert (answer.status_code, "belongs to somebody else here" in words(answer)) == (422, True)
    with database.write() as session:
        people.set_email(session, "ada", "ada@example.org")
    provider.person["sub"] = "2"
    assert "belongs to somebody else here" in words(link(grace, provider))
    assert "Unlink" not in words(grace.get(PAGE))


@pytest.mark.parametrize("changed", [{"state": "x~y~z"}, {"code": ""}, {"code": "made up"}, {"error": "denied"}])
def test_an_answer_that_is_none_links_nothing(ada: Browser, provider: OwnProvider, changed: dict[str, str]) -> None:
    answer = back(ada, go_there(ada, provider) | changed)
    assert answer.status_code in {303, 422}
    assert "identity-linked" not in answer.headers.get("Location", "")
    assert "Unlink" not in words(ada.get(PAGE))


def test_an_answer_counts_once_and_for_who_went(
    ada: Browser, signed_in: SignedIn, stranger: Browser, provider: OwnProvider
) -> None:
    grace, answer = signed_in("grace", "editor"), go_there(ada, provider)
    for other in (grace, stranger):
        assert back(other, answer).headers["Location"].startswith("/admin/sign-in?")
        assert "Unlink" not in words(grace.get(PAGE))
    assert back(ada, answer).headers["Location"] == f"{PAGE}?done=identity-linked"
    assert "too-late" in back(ada, answer).headers["Location"]


def test_it_is_unlinked_but_never_the_last_way_in(
    ada: Browser, signed_in: SignedIn, provider: OwnProvider, database: Database
) -> None:
    link(ada, provider)
    grace = signed_in("grace", "editor")
    assert grace.post(f"{PAGE}/unlink", id="1").status_code == 404
    without_password(database)
    refused = ada.post(f"{PAGE}/unlink", id="1")
    assert (refused.status_code, "your only way in" in words(refused)) == (422, True)
    provider.person["sub"] = "2"
    link(ada, provider)
    assert ada.post(f"{PAGE}/unlink", id="1").headers["Location"] == f"{PAGE}?done=identity-unlinked"
    assert ("ada", "identity-unlinked", "") in told(database)
    assert "your only way in" in words(ada.post(f"{PAGE}/unlink", id="2"))
    assert ada.post(f"{PAGE}/unlink", id="77").status_code == 404


def test_who_has_no_password_proves_it_by_a_sign_in_of_the_last_minutes(ada: Browser, database: Database) -> None:
    without_password(database)
    assert "Nearly there" in words(ada.post(PAGE))
    with database.write() as session:
        session.execute(update(SignIn).values(created_at=SignIn.created_at - 600_000))
    stale = ada.post(PAGE)
    assert (stale.status_code, "Sign out and in again" in words(stale)) == (422, True)


def test_a_provider_that_is_down_is_one_sentence(ada: Browser, provider: OwnProvider) -> None:
    provider.status = 500
    answer = ada.post(PAGE, old=PASSWORD)
    assert answer.status_code == 422
    assert "organisation" in words(answer)


def test_without_a_provider_there_is_nothing_to_link(ada: Browser, site: Callable[..., None], app: Flask) -> None:
    site(oidc_issuer=None)
    assert PAGE not in ada.get("/admin/account").text
    assert "No sign-in of an organisation is set up here." in words(ada.get(PAGE))
    assert ada.post(PAGE, old=PASSWORD).status_code == 404


def without_password(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Person).where(Person.name == "ada").values(password_hash=""))
