"""Tags: the list, another name or colour, two made one, and who may do that."""

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from tests.admin.conftest import Browser, SignedIn, value_of, words

HOSTILE = "<script>alert(1)</script> & \u202etfel"


@pytest.fixture(autouse=True)
def tagged(library: Library) -> None:
    for slug, tags in (("a", ("Poster", HOSTILE)), ("b", ("Poster", "School"))):
        library.create(Draft(target=f"https://{slug}.example/", slug=slug, tags=tags), None)


def test_each_is_listed_with_its_links(ada: Browser) -> None:
    answer = ada.get("/admin/tags")
    assert "Poster 2 Change Poster" in words(answer)
    assert "<script>alert" not in answer.text
    assert 'href="/admin/?tag=School"' in answer.text


def test_a_new_name_and_colour_show_on_the_list_and_on_links(ada: Browser) -> None:
    form = ada.get("/admin/tags/change?tag=Poster")
    assert "on 2 links" in words(form)
    assert ada.post("/admin/tags/change", tag="Poster", name="Placard", colour="#2f8d7b").status_code == 303
    for path in ("/admin/tags", "/admin/", "/admin/links/1"):
        assert 'fill="#2f8d7b"' in ada.get(path).text, path
        assert "Placard" in words(ada.get(path)), path


def test_two_are_made_one_only_after_a_question(ada: Browser) -> None:
    answer = ada.post("/admin/tags/change", tag="Poster", name="school", colour="")
    assert (answer.status_code, value_of(answer, "name")) == (422, "school")
    assert "Make the two one" in words(answer)
    assert ada.post("/admin/tags/change", tag="Poster", name="school", colour="", merge="on").status_code == 303
    assert "School 2 Change" in words(ada.get("/admin/tags"))


@pytest.mark.parametrize(
    "fields", [{"name": " "}, {"name": "x" * 500}, {"name": "a, b"}, {"name": "Poster", "colour": "url(x)"}]
)
def test_what_can_be_no_tag_is_refused_in_a_sentence(ada: Browser, fields: dict[str, str]) -> None:
    answer = ada.post("/admin/tags/change", tag="Poster", **fields)
    assert answer.status_code == 422
    assert "needs your attention" in words(answer)
    assert "Make the two one" not in words(answer)


def test_its_own_page_removes_nothing_without_a_question(ada: Browser) -> None:
    page = ada.get("/admin/tags/change?tag=Poster").text
    assert 'href="/admin/tags/remove?tag=Poster"' in page
    assert 'action="/admin/tags/remove"' not in page


def test_a_removed_one_is_gone_and_the_links_stay(ada: Browser, library: Library) -> None:
    question = ada.get("/admin/tags/remove?tag=Poster")
    assert "2 links lose this tag" in words(question)
    assert "Poster" in words(ada.get("/admin/tags"))
    assert ada.post("/admin/tags/remove", tag="Poster").status_code == 303
    assert "Poster" not in words(ada.get("/admin/tags"))
    assert library.find("", "a") is not None


def test_what_is_not_there_is_not_found(ada: Browser) -> None:
    assert ada.get("/admin/tags/change?tag=nope").status_code == 404
    assert ada.post("/admin/tags/change", tag="nope", name="x").status_code == 404
    assert ada.get("/admin/tags/remove?tag=nope").status_code == 404
    assert ada.post("/admin/tags/remove", tag="nope").status_code == 404


def test_viewers_look_and_change_nothing(signed_in: SignedIn) -> None:
    vera = signed_in("vera", "viewer")
    assert "Change" not in words(vera.get("/admin/tags"))
    assert vera.get("/admin/tags/change?tag=Poster").status_code == 403
    assert vera.get("/admin/tags/remove?tag=Poster").status_code == 403
    assert vera.post("/admin/tags/remove", tag="Poster").status_code == 403
