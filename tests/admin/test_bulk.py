"""Many links at once through the admin: a file, a list or a search, looked at first, then done, then undone."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from shortener.accounts import audit, people
from shortener.admin import bulk, repoint
from shortener.bulk import register
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, words

FILE = (
    "slug,target,title\nnew,https://example.org/new,<New>\nold,https://example.org/moved,\nbad slug,https://x.org/,\n"
)


@pytest.fixture
def old(library: Library) -> int:
    return library.create(Draft(target="https://example.org/old", slug="old"), None).id


def upload(browser: Browser, text: str | bytes, name: str = "fair.csv", **form: str) -> TestResponse:
    data = {"file": (io.BytesIO(text if isinstance(text, bytes) else text.encode()), name), "change": "on", **form}
    return browser.client.post("/admin/bulk", base_url=SITE, headers={"Origin": SITE}, data=data)


def followed(browser: Browser, answer: TestResponse) -> TestResponse:
    assert answer.status_code == 303, words(answer)
    return browser.get(answer.headers["Location"])


def press(browser: Browser, shown: TestResponse, step: str) -> TestResponse:
    """The button of a batch's page."""
    found = re.search(rf'action="(/admin/bulk/\d+/{step})"', shown.text)
    assert found, words(shown)
    return browser.post(found[1])


def test_a_file_is_shown_row_by_row_then_applied_then_undone(ada: Browser, library: Library, old: int) -> None:
    shown = followed(ada, upload(ada, FILE))
    assert "1 link will be made, 1 link will change" in words(shown)
    assert "1 row is refused and will be left out. Nothing has been done yet." in words(shown)
    assert "Target https://example.org/old → https://example.org/moved" in words(shown)
    assert "The slug “bad slug” has a space in it; use a hyphen instead." in words(shown)
    assert library.find("", "new") is None
    done = followed(ada, press(ada, shown, "apply"))
    assert "2 links were made or changed" in words(done)
    assert library.get(old).target == "https://example.org/moved"
    assert (made := library.find("", "new")) is not None
    assert (made.title, made.owner_id) == ("<New>", 1)
    undone = followed(ada, press(ada, done, "undo"))
    assert "2 links are as they were" in words(undone)
    assert library.get(old).target == "https://example.org/old"
    assert library.find("", "new") is None
    assert "1 link will be made" in words(followed(ada, press(ada, undone, "check")))


def test_slugs_that_deserve_a_look_are_told_and_shown_alone(ada: Browser, old: int) -> None:
    text = "slug,target\nO1d,https://example.org/1\nfine,https://example.org/2\n"
    shown = followed(ada, upload(ada, text))
    assert "1 slug reads badly or like another one. Show it" in words(shown)
    look = ada.get(re.findall(r'href="(/admin/bulk/1\?show=look)"', shown.text)[0])
    assert "On paper its slug looks like “old”." in words(look)
    assert "example.org/2" not in look.text
    done = followed(ada, press(ada, shown, "apply"))
    assert "2 links were made" in words(done)
    assert "reads badly" not in words(done)


def test_what_a_file_says_of_new_links_is_shown_before_they_are_made(ada: Browser, old: int) -> None:
    text = 'slug,target,title,tags,status\nnew,https://example.org/,<New>,"fair, may",308\nold,https://example.org/old,Old,,'
    shown = followed(ada, upload(ada, text))
    assert "Title <New> Tags fair, may Redirect 308 New" in words(shown)
    assert "Title Old" not in words(shown)


def test_what_changed_between_is_told_with_the_way_to_those_rows(ada: Browser, library: Library, old: int) -> None:
    shown = followed(ada, upload(ada, FILE))
    library.edit(old, Edit(notes="new"), None)
    done = followed(ada, press(ada, shown, "apply"))
    assert "1 link was left: something changed after the rows were checked." in words(done)
    left = ada.get(re.findall(r'href="(/admin/bulk/1\?show=left)"', done.text)[0])
    assert "Somebody changed this link in the meantime" in words(left)
    assert "example.org/new" not in left.text


def test_a_button_that_was_pressed_before_says_so(ada: Browser, old: int) -> None:
    shown = followed(ada, upload(ada, FILE))
    press(ada, shown, "apply")
    again = press(ada, shown, "apply")
    assert (again.status_code, "Somebody was quicker" in words(again)) == (409, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "fair.csv is empty; wanted a first line"),
        (b"a;b\n", "columns must be separated by commas"),
        (b"\xff\xfe", "fair.csv is not a CSV file in UTF-8"),
        (b"slug,target\n", "There is no row in it"),
    ],
)
def test_a_file_that_is_none_is_refused_where_it_was_chosen(ada: Browser, text: bytes, told: str) -> None:
    answer = upload(ada, text)
    assert (answer.status_code, told in words(answer)) == (422, True)
    assert "Choose a CSV file first." in words(ada.post("/admin/bulk"))


def test_a_file_has_its_bounds_which_are_wider_than_those_of_a_form(
    app: Flask, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    monkeypatch.setattr(bulk, "MOST_BYTES", 2000)
    assert upload(ada, FILE + "x" * 2000).status_code == 413
    assert upload(ada, FILE).status_code == 303
    monkeypatch.setattr(register, "MOST_ROWS", 2)
    assert "More than 2 rows" in words(upload(ada, FILE))


def test_a_long_one_is_left_to_the_queue_and_shows_how_far_it_is(ada: Browser, old: int) -> None:
    text = "slug,target\n" + "".join(f"n{number},https://example.org/\n" for number in range(101))
    shown = followed(ada, upload(ada, text))
    assert "Looking at each row: 0 of 101" in words(shown)
    assert 'hx-trigger="every 1s"' in shown.text
    part = ada.client.get("/admin/bulk/1", base_url=SITE, headers={"HX-Request": "true", "HX-Target": "div#batch"})
    assert part.text.strip().startswith('<div class="stack" id="batch"')


def test_a_pasted_list_gives_short_links_to_copy_and_as_a_file(ada: Browser, library: Library, old: int) -> None:
    text = "https://example.org/old\r\nspring https://example.org/spring\r\nhttps://example.org/x, fair, The fair"
    shown = followed(ada, ada.post("/admin/bulk/list", list=text))
    assert "2 links will be made 1 is there already." in words(shown)
    done = followed(ada, press(ada, shown, "apply"))
    urls = "\n".join(f"{SITE}/{slug}" for slug in ("old", "spring", "fair"))
    assert f'data-copy="{urls}"' in done.text
    lines = ada.get("/admin/bulk/1.csv").text.splitlines()
    assert lines[0] == "line,verdict,outcome,short_url,domain,slug,target,changes,reason"
    assert lines[1] == f"1,unchanged,same,{SITE}/old,localhost,old,https://example.org/old,,"
    assert "There is no row in it" in words(ada.post("/admin/bulk/list", list=" \n"))


def test_text_is_replaced_in_what_a_filter_finds(ada: Browser, library: Library, old: int) -> None:
    for slug, tags in (("a", ("fair",)), ("b", ())):
        library.create(Draft(target=f"https://old.example/{slug}", slug=slug, tags=tags), None)
    assert "Take off: Tag fair" in ada.get("/admin/bulk/replace?tag=fair").text
    form = {"find": "old.example", "put": "new.example", "tag": "fair"}
    shown = followed(ada, ada.post("/admin/bulk/replace", **form))
    assert "Target https://old.example/a → https://new.example/a" in words(shown)
    assert "old.example/b" not in shown.text
    done = followed(ada, press(ada, shown, "apply"))
    assert "1 link was changed" in words(done)
    assert [link.target for slug in "ab" if (link := library.find("", slug))] == [
        "https://new.example/a",
        "https://old.example/b",
    ]


def test_text_that_is_taken_out_is_named_without_a_word_of_any_language(ada: Browser, old: int) -> None:
    assert "old → “”" in words(followed(ada, ada.post("/admin/bulk/replace", find="old", put="")))


def test_names_with_odd_characters_are_kept_readable(ada: Browser, old: int) -> None:
    assert "f\N{REPLACEMENT CHARACTER}.csv" in words(followed(ada, upload(ada, FILE, "f\x01.csv")))
    shown = followed(ada, ada.post("/admin/bulk/replace", find="old", put="n\0w"))
    assert "has an invisible control character" in words(shown)


def test_a_search_for_nothing_or_too_much_says_so(
    ada: Browser, library: Library, old: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Type the text that is looked for" in words(ada.post("/admin/bulk/replace", put="x"))
    assert "No link has this text" in words(ada.post("/admin/bulk/replace", find="EXAMPLE.ORG"))
    library.create(Draft(target="https://example.org/2"), None)
    monkeypatch.setattr(repoint, "MOST_SEEN", 1)
    assert "More than 1 links have this text" in words(ada.post("/admin/bulk/replace", find="example.org"))


def kept(signed_in: SignedIn, database: Database) -> Browser:
    browser = signed_in("ed", "editor")
    with database.write() as session:
        people.keep_to_own(session, "ed", own_links_only=True)
    return browser


def test_who_is_kept_to_their_own_changes_and_sees_no_others(
    ada: Browser, signed_in: SignedIn, database: Database, library: Library, old: int
) -> None:
    upload(ada, FILE)
    ed = kept(signed_in, database)
    assert [ed.get(path).status_code for path in ("/admin/bulk/1", "/admin/bulk/1.csv")] == [404, 404]
    assert ed.post("/admin/bulk/1/apply").status_code == 404
    assert "fair.csv" not in ed.get("/admin/bulk").text
    assert "No link has this text" in words(ed.post("/admin/bulk/replace", find="example.org"))
    shown = followed(ed, upload(ed, FILE))
    assert "1 link will be made" in words(shown)
    assert "is taken" in words(shown)
    followed(ed, press(ed, shown, "apply"))
    assert library.get(old).target == "https://example.org/old"
    assert (made := library.find("", "new")) is not None
    assert made.owner_id == 2


def test_the_audit_log_says_what_was_applied_and_undone(ada: Browser, database: Database, old: int) -> None:
    done = followed(ada, press(ada, followed(ada, upload(ada, FILE)), "apply"))
    press(ada, done, "undo")
    with database.read() as session:
        lines = [(line.action, line.subject) for line in audit.lines(session, audit.Asked(), 9)]
    assert lines == [("bulk-undone", "1"), ("bulk-applied", "1")]


@pytest.mark.parametrize("number", ["999", "9" * 30])
def test_a_batch_that_is_none_is_not_found(ada: Browser, number: str) -> None:
    assert ada.get(f"/admin/bulk/{number}").status_code == 404


def hostile(app: Flask) -> Iterator[str]:
    yield from ("show=x", "after=-1", "after=" + "9" * 40, "after=²", "show=new&after=5")


def test_any_question_in_the_address_is_answered(app: Flask, ada: Browser, old: int) -> None:
    upload(ada, FILE)
    assert {ada.get(f"/admin/bulk/1?{question}").status_code for question in hostile(app)} == {200}
