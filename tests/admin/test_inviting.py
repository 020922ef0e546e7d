"""Inviting somebody by a link, giving a new password by one, and what an admin changes about a person."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from shortener.accounts.tables import Invitation, Person
from shortener.stores import Database
from tests.admin.conftest import PASSWORD, Browser, SignedIn, value_of, words


def link_in(answer_text: str) -> str:
    found = re.search(r'id="made"[^>]*>http://localhost:8000([^<]+)<', answer_text)
    assert found is not None
    return found[1]


def invite(browser: Browser, role: str = "editor") -> str:
    return link_in(browser.post("/admin/people/invite", role=role, note="Grace").text)


def join(browser: Browser, link: str, name: str = "grace", password: str = PASSWORD, again: str = PASSWORD) -> int:
    return browser.post(link, name=name, password=password, again=again).status_code


def test_an_invitation_is_shown_once_and_signs_somebody_new_in(ada: Browser, stranger: Browser) -> None:
    link = invite(ada)
    assert "Grace as editor" in words(ada.get("/admin/people"))
    assert link not in ada.get("/admin/people").text
    assert "You will be an editor" in words(stranger.get(link))
    assert join(stranger, link) == 303
    assert "grace" in words(stranger.get("/admin/account"))
    assert "Grace as editor" not in words(ada.get("/admin/people"))
    assert stranger.get(link).status_code == 404
    assert join(stranger, link, "eve") == 404


def test_a_refused_form_keeps_the_name_and_leaves_the_link_open(ada: Browser, stranger: Browser) -> None:
    link = invite(ada)
    assert join(stranger, link, again="something else") == 422
    assert join(stranger, link, "ada") == 422
    answer = stranger.post(link, name="grace", password="short", again="short")
    assert (answer.status_code, value_of(answer, "name")) == (422, "grace")
    assert not stranger.cookie()
    assert join(stranger, link) == 303


def test_an_invitation_that_was_taken_back_opens_nothing(ada: Browser, stranger: Browser, database: Database) -> None:
    link = invite(ada)
    with database.read() as session:
        number = session.scalars(select(Invitation.id)).one()
    ada.post("/admin/people/invitations/withdraw", id=str(number))
    closed = stranger.get(link)
    assert (closed.status_code, "taken back" in words(closed)) == (404, True)
    assert ada.post("/admin/people/invitations/withdraw", id="x").status_code == 404


def test_guessed_links_close_the_door_for_a_while(stranger: Browser) -> None:
    answers = [stranger.get(f"/admin/join/guess-{number}") for number in range(31)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_bad_invitation_is_refused_in_words(ada: Browser) -> None:
    answer = ada.post("/admin/people/invite", role="emperor", note="Grace")
    assert (answer.status_code, value_of(answer, "note")) == (422, "Grace")
    assert "emperor is not a role" in words(answer)


def test_a_new_password_by_link_ends_the_old_one_and_every_sign_in(
    ada: Browser, stranger: Browser, signed_in: SignedIn
) -> None:
    grace = signed_in("grace", "viewer")
    link = link_in(ada.post("/admin/people/2/reset").text)
    assert grace.get("/admin/").status_code == 200
    assert "For grace" in words(stranger.get(link))
    answer = stranger.post(link, name="ada", password="a brand new one", again="a brand new one")
    assert answer.headers["Location"] == "/admin/sign-in?done=password-set"
    assert grace.get("/admin/").status_code == 303
    assert not stranger.cookie()
    assert stranger.post("/admin/sign-in", name="grace", password=PASSWORD).status_code == 401
    assert stranger.post("/admin/sign-in", name="grace", password="a brand new one").status_code == 303


def test_a_role_is_changed_and_holds_at_once_but_the_last_admin_stays_one(ada: Browser, signed_in: SignedIn) -> None:
    grace = signed_in("grace", "editor")
    assert ada.post("/admin/people/2", role="viewer").status_code == 303
    assert grace.get("/admin/new").status_code == 403
    assert ada.post("/admin/people/2", role="emperor").status_code == 422
    last = ada.post("/admin/people/1", role="viewer")
    assert (last.status_code, "last admin" in words(last)) == (422, True)


def test_an_admin_signs_somebody_out(ada: Browser, signed_in: SignedIn) -> None:
    grace = signed_in("grace", "editor")
    assert "Firefox" in words(ada.get("/admin/people/2"))
    ada.post("/admin/people/2/sign-out")
    assert grace.get("/admin/").status_code == 303
    assert ada.get("/admin/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/people/7", "/admin/people/99999999999999999999"])
def test_nobody_is_not_found(ada: Browser, path: str) -> None:
    assert ada.get(path).status_code == 404
    assert ada.post(f"{path}/reset").status_code == 404


def test_a_person_is_last_seen_when_they_last_signed_in(
    ada: Browser, stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person("grace")
    assert "Never" in words(ada.get("/admin/people"))
    stranger.post("/admin/sign-in", name="grace", password=PASSWORD)
    assert "Never" not in words(ada.get("/admin/people"))


def test_a_disabled_person_gets_no_new_password(ada: Browser, stranger: Browser, signed_in: SignedIn) -> None:
    signed_in("grace", "viewer")
    link = link_in(ada.post("/admin/people/2/reset").text)
    ada.post("/admin/people/disable", who="grace")
    assert stranger.get(link).status_code == 404
    assert ada.post("/admin/people/2/reset").status_code == 422
