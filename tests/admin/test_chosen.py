"""Links that are ticked in the list are changed together, told one by one, undone, and taken out as a file."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from werkzeug.test import TestResponse

from shortener.links import together
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from tests.admin.conftest import SITE, Browser, SignedIn, words

CHANGE = "/admin/links/chosen"


@pytest.fixture
def ids(library: Library) -> dict[str, int]:
    drafts = [
        Draft(target="https://example.org/a", slug="apple", tags=("food",)),
        Draft(target="https://example.org/b", slug="boat"),
        Draft(target="https://example.org/c", slug="card", printed=True, printed_reason="Book <1>"),
    ]
    return {draft.slug: library.create(draft, None).id for draft in drafts}


def choose(browser: Browser, do: str, *ids: int | str, **more: str) -> TestResponse:
    form = {"do": do, "id": [str(number) for number in ids], **more}
    return browser.client.post(CHANGE, base_url=SITE, headers={"Origin": SITE}, data=form)


def again(answer: TestResponse, do: str) -> dict[str, list[str]]:
    """What the form on a page sends whose button does this."""
    form = next(form for form in re.findall(r"<form.*?</form>", answer.text, re.DOTALL) if f'value="{do}" hx-' in form)
    fields: dict[str, list[str]] = {"do": [do]}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def resend(browser: Browser, fields: dict[str, list[str]], **more: str) -> TestResponse:
    return browser.client.post(CHANGE, base_url=SITE, headers={"Origin": SITE}, data=fields | more)


def states(library: Library, ids: dict[str, int]) -> Iterator[bool]:
    return (library.get(number).enabled for number in ids.values())


def test_each_row_has_a_box_with_the_version_that_was_seen(ada: Browser, ids: dict[str, int], library: Library) -> None:
    library.edit(ids["boat"], Edit(title="new"), None)
    text = ada.get("/admin/").text
    assert f'form="chosen" name="id" value="{ids["boat"]}-2" aria-label="Choose boat"' in text
    assert '<form class="bulk" id="chosen" method="post" action="/admin/links/chosen"' in text


def test_those_that_are_ticked_are_tagged_and_the_list_stays_what_it_was(
    ada: Browser, ids: dict[str, int], library: Library
) -> None:
    answer = choose(ada, "tag", ids["apple"], ids["boat"], tags="fair, food", q="example", sort="slug")
    assert answer.status_code == 200
    assert "2 links are tagged fair, food ." in words(answer)
    assert [library.get(number).tags for number in ids.values()] == [("fair", "food"), ("fair", "food"), ()]
    assert 'href="/admin/?q=example&amp;sort=slug&amp;order=desc"' in answer.text
    undone = resend(ada, again(answer, "undo"))
    assert "2 links are as they were." in words(undone)
    assert [library.get(number).tags for number in ids.values()] == [("food",), (), ()]


def test_one_that_is_printed_is_told_with_its_reason_and_goes_with_one(
    ada: Browser, ids: dict[str, int], library: Library
) -> None:
    answer = choose(ada, "disable", *ids.values())
    assert answer.status_code == 422
    assert "2 links are disabled." in words(answer)
    assert "1 link was left as it is localhost:8000/ card This link is printed (Book <1>); to disable it" in words(
        answer
    )
    assert list(states(library, ids)) == [False, False, True]
    done = resend(ada, again(answer, "disable"), why="Out of print")
    assert "1 link is disabled." in words(done)
    assert library.history(ids["card"])[0].reason == "Out of print"


def test_what_somebody_changed_meanwhile_is_left_and_told(ada: Browser, ids: dict[str, int], library: Library) -> None:
    library.edit(ids["boat"], Edit(target="https://example.org/other"), None)
    answer = choose(ada, "delete", f"{ids['apple']}-1", f"{ids['boat']}-1")
    assert answer.status_code == 422
    assert "Somebody changed this link in the meantime" in words(answer)
    assert library.get(ids["boat"]).deleted_at is None
    assert resend(ada, again(answer, "delete")).status_code == 200
    assert library.get(ids["boat"]).deleted_at is not None


def test_deleted_ones_are_restored_together(ada: Browser, ids: dict[str, int], library: Library) -> None:
    choose(ada, "delete", ids["apple"], ids["boat"])
    assert 'value="restore" hx-post' in ada.get("/admin/?state=deleted").text
    answer = choose(ada, "restore", ids["apple"], ids["boat"], ids["card"], state="deleted")
    assert "2 links are restored." in words(answer)
    assert f"Link number {ids['card']} is not deleted." in words(answer)


def test_all_that_the_question_finds_are_changed_on_every_page(ada: Browser, library: Library) -> None:
    for number in range(30):
        library.create(Draft(target="https://example.org/", slug=f"n{number:02}"), None)
    other = library.create(Draft(target="https://example.com/", slug="other"), None)
    text = ada.get("/admin/?q=example.org").text
    assert "All 30 found" in text
    assert "30 links are disabled." in words(choose(ada, "disable", all="on", q="example.org"))
    assert library.get(other.id).enabled
    assert "29 links are enabled." not in words(ada.get("/admin/"))


def test_more_than_may_be_changed_at_once_change_nothing(
    ada: Browser, ids: dict[str, int], library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST", 2)
    answer = choose(ada, "disable", *ids.values())
    assert (answer.status_code, "More than 2 links" in words(answer)) == (422, True)
    assert all(states(library, ids))


@pytest.mark.parametrize("number", ["", "x", "-1", "²", "9" * 40, "1-", "99-x"])
def test_a_made_up_number_changes_nothing(ada: Browser, ids: dict[str, int], library: Library, number: str) -> None:
    assert choose(ada, "delete", number, why="why").status_code in (200, 422)
    assert library.get(ids["card"]).deleted_at is None


def test_nothing_chosen_no_tag_and_no_such_act_say_so(ada: Browser, ids: dict[str, int]) -> None:
    assert "No link was chosen" in words(choose(ada, "delete"))
    assert "No tag was named" in words(choose(ada, "tag", ids["boat"]))
    assert "65 characters" in words(choose(ada, "untag", ids["boat"], tags="x" * 65))
    assert choose(ada, "explode", ids["boat"]).status_code == 400
    assert ada.get(CHANGE).headers["Location"] == "/admin/"


def test_a_script_gets_the_list_alone(ada: Browser, ids: dict[str, int]) -> None:
    headers = {"Origin": SITE, "HX-Request": "true", "HX-Target": "section#list"}
    answer = ada.client.post(CHANGE, base_url=SITE, headers=headers, data={"do": "disable", "id": str(ids["boat"])})
    assert answer.text.strip().startswith("<section")
    assert "1 link is disabled." in words(answer)


def test_those_that_are_ticked_come_as_a_file_in_their_order(ada: Browser, ids: dict[str, int]) -> None:
    answer = ada.get(f"{CHANGE}.csv?id={ids['card']}-1&id={ids['apple']}-1&id=999")
    lines = answer.text.splitlines()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="links-')
    assert [line.split(",")[1] for line in lines] == ["slug", "card", "apple"]


def test_all_that_the_question_finds_come_as_a_file(ada: Browser, ids: dict[str, int]) -> None:
    lines = ada.get(f"{CHANGE}.csv?all=on&q=example.org/b").text.splitlines()
    assert [line.split(",")[1] for line in lines] == ["slug", "boat"]


def test_a_viewer_takes_files_and_is_offered_no_change(signed_in: SignedIn, ids: dict[str, int]) -> None:
    vera = signed_in("vera", "viewer")
    text = vera.get("/admin/").text
    assert 'formaction="/admin/links/chosen.csv"' in text
    assert 'name="do"' not in text
    assert vera.get(f"{CHANGE}.csv?id={ids['boat']}").status_code == 200
    assert choose(vera, "delete", ids["boat"]).status_code == 403


def test_hostile_text_of_what_is_told_is_text(ada: Browser, library: Library) -> None:
    evil = "<script>alert(1)</script>"
    made = library.create(Draft(target="https://example.org/", slug="a", printed=True, printed_reason=evil), None)
    for answer in (choose(ada, "disable", made.id), choose(ada, "tag", made.id, tags=evil, q=evil)):
        assert "&lt;script&gt;" in answer.text
        assert "<script>alert" not in answer.text
