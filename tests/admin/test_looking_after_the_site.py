"""Domains, people and a person's own account."""

from collections.abc import Callable

from shortener.accounts.tables import Person
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from tests.admin.conftest import PASSWORD, Browser, SignedIn, value_of, words

NEW = "a quite different one"


def test_a_domain_is_added_with_another_spelling_and_removed(ada: Browser, library: Library) -> None:
    assert ada.post("/admin/domains", host="RPTL.io").status_code == 303
    assert ada.post("/admin/domains", host="www.rptl.io", alias_of="rptl.io").status_code == 303
    assert "same as rptl.io" in words(ada.get("/admin/domains"))
    assert [d.host for d in library.domains()] == ["localhost", "rptl.io", "www.rptl.io"]
    ada.post("/admin/domains/remove", remove="www.rptl.io")
    ada.post("/admin/domains/remove", remove="rptl.io")
    assert [d.host for d in library.domains()] == ["localhost"]


def test_a_domain_that_is_refused_keeps_the_text(ada: Browser, library: Library) -> None:
    answer = ada.post("/admin/domains", host="https://not a host")
    assert answer.status_code == 422
    assert value_of(answer, "host") == "https://not a host"
    assert 'id="host-wrong"' in answer.text
    assert len(library.domains()) == 1


def test_a_domain_with_links_stays(ada: Browser, library: Library) -> None:
    library.add_domain("rptl.io")
    library.create(Draft(target="https://example.org/", domain="rptl.io"), None)
    answer = ada.post("/admin/domains/remove", remove="rptl.io")
    assert answer.status_code == 422
    assert len(library.domains()) == 2
    assert 'value="rptl.io">Remove' not in ada.get("/admin/domains").text


def test_somebody_new_can_sign_in_until_disabled(ada: Browser, stranger: Browser) -> None:
    ada.post("/admin/people", name="Grace", role="editor", password=PASSWORD)
    assert "Grace Editor" in words(ada.get("/admin/people"))
    assert stranger.post("/admin/sign-in", name="Grace", password=PASSWORD).status_code == 303
    ada.post("/admin/people/disable", who="Grace")
    assert stranger.get("/admin/").status_code == 303
    assert stranger.post("/admin/sign-in", name="Grace", password=PASSWORD).status_code == 401
    ada.post("/admin/people/enable", who="Grace")
    assert stranger.post("/admin/sign-in", name="Grace", password=PASSWORD).status_code == 303


def test_somebody_who_is_refused_keeps_their_name_and_no_password(ada: Browser) -> None:
    answer = ada.post("/admin/people", name="Grace", role="viewer", password="short")
    assert answer.status_code == 422
    assert value_of(answer, "name") == "Grace"
    assert value_of(answer, "role") == "viewer"
    assert value_of(answer, "password") == ""
    assert 'id="password-wrong"' in answer.text


def test_the_last_admin_stays(ada: Browser) -> None:
    answer = ada.post("/admin/people/disable", who="ada")
    assert answer.status_code == 422
    assert "last admin" in words(answer)
    assert ada.get("/admin/").status_code == 200


def test_a_new_password_needs_the_old_one_and_twice_the_new_one(
    ada: Browser, stranger: Browser, add_person: Callable[..., Person]
) -> None:
    wrong = ada.post("/admin/account/password", old="wrong", password=NEW, again=NEW)
    assert (wrong.status_code, "not your password now" in words(wrong)) == (422, True)
    differ = ada.post("/admin/account/password", old=PASSWORD, password=NEW, again=NEW + "!")
    assert (differ.status_code, "differ" in words(differ)) == (422, True)
    short = ada.post("/admin/account/password", old=PASSWORD, password="short", again="short")
    assert (short.status_code, "too short" in words(short)) == (422, True)
    assert ada.post("/admin/account/password", old=PASSWORD, password=NEW, again=NEW).status_code == 303
    assert ada.get("/admin/").status_code == 200
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD).status_code == 401
    assert stranger.post("/admin/sign-in", name="ada", password=NEW).status_code == 303


def test_a_person_ends_their_other_sign_ins_and_nobody_elses(
    ada: Browser, stranger: Browser, signed_in: SignedIn
) -> None:
    grace = signed_in("grace")
    stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    page = ada.get("/admin/account")
    assert "This browser" in words(page)
    assert page.text.count('action="/admin/account/sessions/end"') == 1
    ada.post("/admin/account/sessions/end", id="2")
    assert grace.get("/admin/").status_code == 200
    ada.post("/admin/account/sessions/end-others")
    assert stranger.get("/admin/").status_code == 303
    assert ada.get("/admin/").status_code == 200


def test_one_sign_in_is_ended_by_its_number(ada: Browser, stranger: Browser) -> None:
    stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    assert ada.post("/admin/account/sessions/end", id="x").status_code == 404
    assert ada.post("/admin/account/sessions/end", id="9" * 40).status_code == 404
    ada.post("/admin/account/sessions/end", id="2")
    assert stranger.get("/admin/").status_code == 303


def test_settings_say_of_a_key_that_nobody_set_that_there_is_one_and_not_which(
    ada: Browser, settings: Settings
) -> None:
    answer = ada.get("/admin/settings")
    assert "Kept in the data folder, and secret" in words(answer)
    assert (settings.data_dir / "secret-key").read_text().strip() not in answer.text
