"""Title, target and tags of a link are changed in its row, and what somebody else changed meanwhile is told there."""

import pytest
from werkzeug.test import TestResponse

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from tests.admin.conftest import SITE, Browser, value_of, words


@pytest.fixture
def link(library: Library) -> int:
    draft = Draft(target="https://example.org/a", slug="apple", title="An apple", tags=("food",), notes="kept")
    return library.create(draft, None).id


def ask(browser: Browser, link: int, question: str = "", **form: str) -> TestResponse:
    headers = {"Origin": SITE, "HX-Request": "true", "HX-Target": f"tr#row-{link}"}
    path = f"/admin/links/{link}/row{question}"
    if form:
        return browser.client.post(path, base_url=SITE, headers=headers, data=form)
    return browser.client.get(path, base_url=SITE, headers=headers)


def test_a_row_becomes_a_form_and_a_row_again(ada: Browser, library: Library, link: int) -> None:
    assert f'hx-get="/admin/links/{link}/row?edit=1"' in ada.get("/admin/").text
    form = ask(ada, link, "?edit=1")
    assert form.text.strip().startswith(f'<tr role="row" id="row-{link}"><td class="does"')
    assert [value_of(form, name) for name in ("title", "target", "tags", "version")] == [
        *("An apple", "https://example.org/a", "food", "1"),
    ]
    row = ask(ada, link, version="1", title="A pear", target="https://example.org/pear", tags="food, fruit")
    assert row.status_code == 200
    assert "A pear" in words(row)
    assert f'value="{link}-2"' in row.text
    after = library.get(link)
    assert (after.title, after.target, after.tags) == ("A pear", "https://example.org/pear", ("food", "fruit"))
    assert (after.notes, after.enabled) == ("kept", True)


def test_cancelling_shows_the_row_as_it_is(ada: Browser, link: int) -> None:
    row = ask(ada, link)
    assert row.text.strip().startswith(f'<tr role="row" id="row-{link}">')
    assert 'title="Edit" autofocus' in row.text


def test_a_refusal_keeps_what_was_typed(ada: Browser, library: Library, link: int) -> None:
    form = ask(ada, link, version="1", title="<New>", target="javascript:alert(1)", tags="food")
    assert form.status_code == 422
    assert (value_of(form, "title"), value_of(form, "target")) == ("<New>", "javascript:alert(1)")
    assert "can't be used" in words(form)
    assert library.get(link).version == 1


def test_what_somebody_else_changed_is_told_and_nothing_is_lost(ada: Browser, library: Library, link: int) -> None:
    library.edit(link, Edit(title="Theirs", tags=("fair",)), None)
    form = ask(ada, link, version="1", title="Mine", target="https://example.org/mine", tags="food")
    assert form.status_code == 409
    assert "Title: An apple → Theirs ; you wrote Mine" in words(form)
    assert "Tags: food → fair" in words(form)
    assert [value_of(form, name) for name in ("title", "target", "tags", "version")] == [
        *("Mine", "https://example.org/mine", "fair", "2"),
    ]
    assert library.get(link).title == "Theirs"
    again = ask(ada, link, version="2", title="Mine", target="https://example.org/mine", tags="fair")
    assert (again.status_code, library.get(link).title) == (200, "Mine")


def test_a_printed_link_asks_why(ada: Browser, library: Library, link: int) -> None:
    library.edit(link, Edit(printed=True), None)
    sent = {"version": "2", "title": "An apple", "target": "https://example.org/b", "tags": "food"}
    form = ask(ada, link, **sent)
    assert (form.status_code, "to repoint it, give a reason" in words(form)) == (422, True)
    assert ask(ada, link, **sent, reason="Reprinted").status_code == 200
    assert library.history(link)[0].reason == "Reprinted"


def test_without_a_script_the_whole_form_opens(ada: Browser, link: int) -> None:
    assert ada.get(f"/admin/links/{link}/row").headers["Location"] == f"/admin/links/{link}/edit"
