"""Text that comes after its sign-in ended is shown again to be sent once more; passwords never are."""

from shortener.admin.again import KEPT
from shortener.links.library import Library
from tests.admin.conftest import Browser


def test_what_was_typed_is_kept_as_text_and_nothing_is_made(stranger: Browser, library: Library) -> None:
    typed = {"target": "https://example.org/kept", "slug": "kept", "notes": "</textarea><script>alert(1)</script>"}
    answer = stranger.post("/admin/", **typed)
    assert answer.status_code == 401
    assert 'action="/admin/"' in answer.text
    assert "https://example.org/kept</textarea>" in answer.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert library.by_target("https://example.org/kept") == []


def test_it_is_made_by_sending_it_again(stranger: Browser, ada: Browser, library: Library) -> None:
    typed = {"target": "https://example.org/kept", "slug": "kept"}
    assert stranger.post("/admin/", **typed).status_code == 401
    assert ada.post("/admin/", **typed).status_code < 400
    assert [link.slug for link in library.by_target("https://example.org/kept")] == ["kept"]


def test_forms_with_passwords_are_not_shown_again(stranger: Browser) -> None:
    answer = stranger.post("/admin/account/password", old="Correct-horse-7", new="Correct-horse-8")
    assert answer.status_code == 303
    assert "horse" not in answer.text
    assert {"admin.password", "admin.add_person", "admin.turn_on_code"} & KEPT == set()
