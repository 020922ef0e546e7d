"""Off and on, gone and back: with a question before what hurts."""

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound
from shortener.links.library import Library
from shortener.links.views import LinkView
from tests.admin.conftest import Browser, value_of, words


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="one"), None)


@pytest.fixture
def printed(library: Library) -> LinkView:
    return library.create(
        Draft(target="https://example.org/p", slug="book", printed=True, printed_reason="Page 3"), None
    )


def test_a_link_is_disabled_and_enabled_at_once(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/disable")
    assert "Disabled: visitors now see" in words(ada.get(answer.headers["Location"]))
    assert library.get(link.id).enabled is False
    ada.post(f"/admin/links/{link.id}/enable")
    assert library.get(link.id).enabled is True


def test_looking_at_the_question_deletes_nothing(ada: Browser, library: Library, link: LinkView) -> None:
    assert "Delete this link?" in words(ada.get(f"/admin/links/{link.id}/delete"))
    assert library.get(link.id).deleted_at is None


def test_a_deleted_link_can_be_restored_from_its_page(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/delete")
    page = ada.get(answer.headers["Location"])
    assert f'action="/admin/links/{link.id}/restore"' in page.text
    assert f'href="/admin/links/{link.id}/edit"' not in page.text
    assert library.find("", "one") is None
    ada.post(f"/admin/links/{link.id}/restore")
    assert library.find("", "one") is not None


def test_a_deleted_link_is_not_edited(ada: Browser, library: Library, link: LinkView) -> None:
    library.delete(link.id, None)
    assert ada.get(f"/admin/links/{link.id}/edit").headers["Location"] == f"/admin/links/{link.id}"
    answer = ada.post(f"/admin/links/{link.id}/edit", target="https://example.org/new", slug="one")
    assert answer.status_code in {409, 422}
    assert library.get(link.id).target == "https://example.org/"


def test_restoring_what_is_not_deleted_is_explained(ada: Browser, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/restore")
    assert answer.status_code == 422
    assert "is not deleted" in words(answer)


@pytest.mark.parametrize("step", ["disable", "delete"])
def test_a_printed_link_asks_for_a_reason_first(ada: Browser, library: Library, printed: LinkView, step: str) -> None:
    asked = ada.post(f"/admin/links/{printed.id}/{step}")
    assert asked.status_code == 422
    assert "This link is printed" in words(asked)
    assert library.get(printed.id) == printed
    done = ada.post(f"/admin/links/{printed.id}/{step}", reason="The event is over")
    assert done.status_code == 303
    assert library.history(printed.id)[0].reason == "The event is over"


def test_a_reason_that_is_refused_is_kept(ada: Browser, printed: LinkView) -> None:
    answer = ada.post(f"/admin/links/{printed.id}/delete", reason="x" * 501)
    assert answer.status_code == 422
    assert value_of(answer, "reason") == "x" * 501


def test_an_admin_frees_a_slug_after_a_question(ada: Browser, library: Library, link: LinkView) -> None:
    library.delete(link.id, None)
    assert "Free this slug?" in words(ada.get(f"/admin/links/{link.id}/free"))
    assert ada.post(f"/admin/links/{link.id}/free").status_code == 303
    assert library.create(Draft(target="https://example.org/new", slug="one"), None).id != link.id
    answer = ada.post(f"/admin/links/{link.id}/restore")
    assert answer.status_code == 422
    assert "was freed" in words(answer)


def test_a_slug_in_use_is_not_freed(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/free")
    assert answer.status_code == 422
    assert "is in use" in words(answer)
    assert library.find("", "one") is not None


def test_the_list_offers_what_fits_each_state(ada: Browser, library: Library, link: LinkView) -> None:
    assert f'action="/admin/links/{link.id}/disable"' in ada.get("/admin/").text
    library.edit(link.id, Edit(enabled=False), None)
    assert f'action="/admin/links/{link.id}/enable"' in ada.get("/admin/").text
    library.delete(link.id, None)
    deleted = ada.get("/admin/?state=deleted").text
    assert f'action="/admin/links/{link.id}/restore"' in deleted
    assert f'href="/admin/links/{link.id}/delete"' not in deleted


def test_nothing_is_ever_really_gone(ada: Browser, library: Library, link: LinkView) -> None:
    ada.post(f"/admin/links/{link.id}/delete")
    assert library.get(link.id).slug == "one"
    with pytest.raises(NotFound):
        library.get(link.id + 1)
