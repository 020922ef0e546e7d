"""Changing a link, and what happens when two people do."""

import re

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.views import LinkView
from tests.admin.conftest import Browser, SignedIn, value_of, words


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(
        Draft(
            target="https://example.org/",
            slug="one",
            title="First",
            tags=("a", "b"),
            notes="x\ny",
            starts_at=1777800612345,
        ),
        None,
    )


def typed(browser: Browser, link: LinkView, **changes: str) -> dict[str, str]:
    """The edit form as the browser would send it, with changes."""
    page = browser.get(f"/admin/links/{link.id}/edit")
    names = (
        "version",
        "target",
        "slug",
        "title",
        "tags",
        "notes",
        "owner_id",
        "status",
        "starts_at",
        "ends_at",
        "printed_reason",
    )
    form = {name: value_of(page, name) for name in names}
    boxes = {
        name: "on"
        for name in ("enabled", "printed", "forward_query")
        if re.search(rf'name="{name}"[^>]* checked', page.text)
    }
    return form | boxes | changes


def test_what_is_saved_unchanged_changes_nothing(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link))
    assert answer.headers["Location"] == f"/admin/links/{link.id}?done=same"
    assert library.get(link.id) == link


def test_a_change_is_saved_and_leaves_the_rest_alone(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, title="Second", tags="c", notes="x\r\nz"))
    assert "Saved." in words(ada.get(answer.headers["Location"]))
    now = library.get(link.id)
    assert (now.title, now.tags, now.notes) == ("Second", ("c",), "x\nz")
    assert (now.target, now.slug, now.starts_at) == (link.target, link.slug, 1777800612345)
    assert library.history(link.id)[0].changed_by_id is not None


def test_a_new_slug_leaves_the_old_one_working(ada: Browser, library: Library, link: LinkView) -> None:
    ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, slug="two"))
    assert library.get(link.id).aliases == ("one",)
    assert "one" in words(ada.get(f"/admin/links/{link.id}"))


@pytest.mark.parametrize(("slug", "doubt"), [("Other", "looks like “other”"), ("sh1t", "a rude word")])
def test_another_slug_that_reads_badly_is_used_only_when_that_is_wanted(
    ada: Browser, library: Library, link: LinkView, slug: str, doubt: str
) -> None:
    library.create(Draft(target="https://example.org/other", slug="other"), None)
    form = typed(ada, link, slug=slug, title="Second")
    asked = ada.post(f"/admin/links/{link.id}/edit", **form)
    assert (asked.status_code, value_of(asked, "slug"), value_of(asked, "title")) == (422, slug, "Second")
    assert doubt in words(asked)
    assert library.get(link.id) == link
    assert 'name="anyway"' in asked.text
    assert ada.post(f"/admin/links/{link.id}/edit", **form, anyway="on").status_code == 303
    assert library.get(link.id).slug == slug


def test_a_spelling_of_its_own_slug_is_not_asked_about(ada: Browser, library: Library, link: LinkView) -> None:
    assert ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, slug="One")).status_code == 303
    assert library.get(link.id).slug == "One"


def test_a_refused_change_keeps_the_text(ada: Browser, library: Library, link: LinkView) -> None:
    answer = ada.post(
        f"/admin/links/{link.id}/edit", **typed(ada, link, target="javascript:1", ends_at="never", title="Mine")
    )
    assert answer.status_code == 422
    assert value_of(answer, "target") == "javascript:1"
    assert value_of(answer, "ends_at") == "never"
    assert value_of(answer, "title") == "Mine"
    assert 'href="#ends_at"' in answer.text
    assert library.get(link.id) == link


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [("slug", "", "The slug is empty; write one."), ("notes", "x" * 20_001, "The notes have 20,001 characters")],
)
def test_a_refusal_says_what_helps_in_its_place(ada: Browser, link: LinkView, field: str, text: str, said: str) -> None:
    answer = ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link) | {field: text})
    assert answer.status_code == 422
    assert said in words(answer)


def test_of_two_who_edit_the_second_is_told_and_nothing_is_lost(
    signed_in: SignedIn, library: Library, link: LinkView
) -> None:
    ada, grace = signed_in("ada"), signed_in("grace")
    mine = typed(grace, link, title="Grace's title", notes="Grace's notes")
    ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, title="Ada's title", target="https://example.org/new"))

    told = grace.post(f"/admin/links/{link.id}/edit", **mine)
    assert told.status_code == 409
    assert "ada changed this link while you were editing." in words(told)
    assert "Title It was First It is now Ada's title You wrote Grace's title" in words(told)
    assert "Target It was https://example.org/ It is now https://example.org/new Title" in words(told)
    assert library.get(link.id).title == "Ada's title"
    assert value_of(told, "title") == "Grace's title"
    assert value_of(told, "target") == "https://example.org/new"

    again = mine | {name: value_of(told, name) for name in ("version", "title", "target", "notes")}
    assert grace.post(f"/admin/links/{link.id}/edit", **again).status_code == 303
    now = library.get(link.id)
    assert (now.title, now.target, now.notes) == ("Grace's title", "https://example.org/new", "Grace's notes")


def test_a_printed_link_changes_its_target_only_with_a_reason(ada: Browser, library: Library, link: LinkView) -> None:
    library.edit(link.id, Edit(printed=True, printed_reason="Book 3"), None)
    change = typed(ada, link, target="https://example.org/new", reason="")
    refused = ada.post(f"/admin/links/{link.id}/edit", **change)
    assert refused.status_code == 422
    assert "give a reason" in words(refused)
    assert value_of(refused, "target") == "https://example.org/new"
    ada.post(f"/admin/links/{link.id}/edit", **(change | {"reason": "The page moved"}))
    assert library.get(link.id).target == "https://example.org/new"
    assert "“The page moved”" in words(ada.get(f"/admin/links/{link.id}/history"))


def test_an_owner_can_be_named_and_taken_away(ada: Browser, library: Library, link: LinkView) -> None:
    assert ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, owner_id="1")).status_code == 303
    assert library.get(link.id).owner_id == 1
    ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, owner_id=""))
    assert library.get(link.id).owner_id is None
    assert ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, owner_id="77")).status_code == 422
    assert ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, owner_id="ada")).status_code == 422


def test_the_history_says_what_differed(ada: Browser, link: LinkView) -> None:
    ada.post(f"/admin/links/{link.id}/edit", **typed(ada, link, title="Second"))
    text = words(ada.get(f"/admin/links/{link.id}/history"))
    assert "Edited" in text
    assert "by ada Title First → Second" in text
    assert text.index("Edited") < text.index("Created")


@pytest.mark.parametrize("path", ["", "/edit", "/delete", "/history", "/clicks.csv"])
def test_a_link_that_is_not_there_is_not_found(ada: Browser, path: str) -> None:
    for number in ("404", "9" * 30):
        assert ada.get(f"/admin/links/{number}{path}").status_code == 404
