"""In with a name and a password, out again, and nobody past the door without."""

from collections.abc import Callable

import pytest

from shortener.accounts.tables import Person
from tests.admin.conftest import PASSWORD, Browser, value_of, words


def test_the_right_password_opens_the_first_page(stranger: Browser, add_person: Callable[..., Person]) -> None:
    add_person()
    answer = stranger.post("/admin/sign-in", name="ada", password=PASSWORD, next="")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/")
    assert "Sign out" in words(stranger.get("/admin/"))


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person()
    wrong = stranger.post("/admin/sign-in", name="ada", password="wrong password", next="")
    unknown = stranger.post("/admin/sign-in", name="eve", password="wrong password", next="")
    assert wrong.status_code == unknown.status_code == 401
    assert "The name or the password is wrong." in words(wrong)
    assert words(wrong) == words(unknown)
    assert value_of(wrong, "name") == "ada"
    assert "wrong password" not in wrong.text
    assert not stranger.cookie()


def test_too_many_wrong_passwords_close_the_door_for_a_while(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person()
    answers = [stranger.post("/admin/sign-in", name="ada", password=f"wrong {n}").status_code for n in range(11)]
    assert answers[0] == 401
    assert answers[-1] == 429
    late = stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0
    assert "Too many wrong passwords" in words(late)


def test_signing_out_ends_the_session_on_the_server_too(ada: Browser) -> None:
    token = ada.cookie()
    answer = ada.post("/admin/sign-out")
    assert answer.headers["Location"] == "/admin/sign-in"
    assert not ada.cookie()
    ada.client.set_cookie("shortener", token, domain="localhost")
    assert ada.get("/admin/").status_code == 303


def test_after_signing_in_a_person_is_where_they_wanted_to_be(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person()
    asked = stranger.get("/admin/?q=scratch&page=2")
    assert asked.headers["Location"].startswith("/admin/sign-in?next=")
    wanted = value_of(stranger.get(asked.headers["Location"]), "next")
    assert wanted == "/admin/?q=scratch&page=2"
    assert stranger.post("/admin/sign-in", name="ada", password=PASSWORD, next=wanted).headers["Location"] == wanted


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/admin/", "/\\evil.example", "javascript:1"]
)
def test_signing_in_never_leads_to_another_site(
    stranger: Browser, add_person: Callable[..., Person], elsewhere: str
) -> None:
    add_person()
    answer = stranger.post("/admin/sign-in", name="ada", password=PASSWORD, next=elsewhere)
    assert answer.headers["Location"] == "/admin/"


def test_who_is_signed_in_already_passes_the_door(ada: Browser) -> None:
    assert ada.get("/admin/sign-in").headers["Location"] == "/admin/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person()
    cookie = stranger.post("/admin/sign-in", name="ada", password=PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
