"""A link that doesn't redirect says so beside its name, and `/admin` finds its way behind any proxy."""

import re

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from tests.admin.conftest import Browser


def heading(ada: Browser, link_id: int) -> str:
    found = re.search(r"<h1.*?</h1>", ada.get(f"/admin/links/{link_id}").text, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_live_link_offers_to_be_copied_first(ada: Browser, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/"), None)
    assert "Copy link" in heading(ada, link.id)
    assert 'class="state' not in heading(ada, link.id)


@pytest.mark.parametrize(
    ("change", "words"),
    [(Edit(enabled=False), "Disabled"), (Edit(ends_at=1), "Ended"), (Edit(starts_at=4_000_000_000_000), "Not started")],
)
def test_one_that_does_not_redirect_says_why_beside_its_name(
    ada: Browser, library: Library, change: Edit, words: str
) -> None:
    link = library.create(Draft(target="https://example.org/"), None)
    library.edit(link.id, change, None)
    assert words in heading(ada, link.id)
    assert "Copy link" not in heading(ada, link.id)


def test_a_deleted_link_says_so_beside_its_name(ada: Browser, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/"), None)
    library.delete(link.id, None)
    assert "Deleted" in heading(ada, link.id)


def test_the_admin_without_its_slash_is_sent_on_relatively(ada: Browser) -> None:
    answer = ada.get("/admin")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/")
