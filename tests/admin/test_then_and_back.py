"""What a link led to on a day of the past, and undoing what was changed since."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.tables import Revision
from shortener.links.views import LinkView
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, value_of, words
from tests.reports.test_periods import ms

OLD, NEW = "https://example.org/old", "https://example.org/new"


@pytest.fixture
def link(library: Library) -> LinkView:
    """Made, led elsewhere, retitled and switched off."""
    made = library.create(Draft(target=OLD, slug="one", title="Old title", tags=("a", "b")), None)
    library.edit(made.id, Edit(target=NEW), None)
    library.edit(made.id, Edit(title="New title", tags=()), None)
    return library.edit(made.id, Edit(enabled=False), None)


Date = Callable[..., None]


@pytest.fixture
def date(database: Database) -> Date:
    """Says when the link's revisions were made, in their order."""

    def put(*moments: str) -> None:
        with database.write() as session:
            for number, moment in enumerate(moments, start=1):
                session.execute(update(Revision).where(Revision.number == number).values(changed_at=ms(moment)))

    return put


def part(ada: Browser, link: LinkView, day: str) -> TestResponse:
    """The answer alone, as a script asks for it."""
    headers = {"HX-Request": "true", "HX-Target": "div#then"}
    return ada.client.get(f"/admin/links/{link.id}/history?on={day}", base_url=SITE, headers=headers)


def told(ada: Browser, link: LinkView, day: str) -> str:
    found = re.search(r"On \d+ \w+ \d{4} (.*)$", words(part(ada, link, day)))
    assert found
    return found[1]


@pytest.fixture
def dated(link: LinkView, date: Date) -> LinkView:
    date("2026-05-02T09:30Z", "2026-05-03T14:32Z", "2026-05-03T15:00Z", "2026-05-05T08:00Z")
    return link


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2026-05-01", "There was no such link yet."),
        ("2026-05-02", f"From 09:30 : {OLD}"),
        ("2026-05-03", f"At first : {OLD} From 14:32 : {NEW}"),
        ("2026-05-04", f"All day : {NEW}"),
        ("2026-05-05", f"At first : {NEW} From 08:00 : Disabled ; its target was {NEW}"),
        ("2026-05-06", f"All day : Disabled ; its target was {NEW}"),
    ],
)
def test_each_day_has_its_targets(ada: Browser, dated: LinkView, day: str, answer: str) -> None:
    assert told(ada, dated, day) == answer


def test_a_start_and_an_end_within_the_day_are_told(ada: Browser, library: Library, date: Date) -> None:
    draft = Draft(target=OLD, slug="two", starts_at=ms("2026-05-03T08:00Z"), ends_at=ms("2026-05-03T20:00Z"))
    made = library.create(draft, None)
    library.edit(made.id, Edit(notes="n"), None)
    date("2026-05-01T00:00Z", "2026-05-02T00:00Z")
    assert told(ada, made, "2026-05-03") == (
        f"At first : Not started ; its target was {OLD} From 08:00 : {OLD} From 20:00 : Ended ; its target was {OLD}"
    )


@pytest.mark.parametrize(
    ("day", "sentence"), [("3 May", "can’t be read"), ("2999-05-03", "still to come"), ("0001-01-01", "1970")]
)
def test_a_day_that_cannot_be_told_is_refused(ada: Browser, link: LinkView, day: str, sentence: str) -> None:
    answer = ada.get(f"/admin/links/{link.id}/history?on={day}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert value_of(answer, "on") == day


def test_the_answer_stands_on_the_page_and_alone_where_a_script_asks(ada: Browser, dated: LinkView) -> None:
    alone = part(ada, dated, "2026-05-04").text.strip()
    assert alone.startswith('<div class="stack" id="then">')
    assert alone in ada.get(f"/admin/links/{dated.id}/history?on=2026-05-04").text


def test_the_link_page_asks_for_a_day(ada: Browser, link: LinkView) -> None:
    assert f'action="/admin/links/{link.id}/history#then"' in ada.get(f"/admin/links/{link.id}").text


def test_a_change_is_undone_after_a_look_at_what_that_means(ada: Browser, link: LinkView, library: Library) -> None:
    look = ada.get(f"/admin/links/{link.id}/back/1")
    assert f"Target {NEW} → {OLD}" in words(look)
    assert "Title New title → Old title" in words(look)
    answer = ada.post(f"/admin/links/{link.id}/back/1", version=value_of(look, "version"), reason="A slip")
    assert answer.headers["Location"] == f"/admin/links/{link.id}?done=undone"
    now = library.get(link.id)
    assert (now.target, now.title, now.tags, now.enabled) == (OLD, "Old title", ("a", "b"), True)
    assert library.history(link.id)[0].reason == "A slip"


def test_a_new_name_is_undone_too_and_both_names_work(ada: Browser, link: LinkView, library: Library) -> None:
    renamed = library.edit(link.id, Edit(slug="two"), None)
    ada.post(f"/admin/links/{link.id}/back/4", version=str(renamed.version))
    assert (library.get(link.id).slug, library.get(link.id).aliases) == ("one", ("two",))


def test_who_undoes_an_old_state_is_told_of_changes_meanwhile(ada: Browser, link: LinkView, library: Library) -> None:
    answer = ada.post(f"/admin/links/{link.id}/back/1", version="2")
    assert answer.status_code == 422
    assert "Somebody changed this link in the meantime" in answer.text
    assert library.get(link.id) == link


def test_undoing_a_printed_link_wants_a_reason(ada: Browser, link: LinkView, library: Library) -> None:
    printed = library.edit(link.id, Edit(printed=True, printed_reason="Poster"), None)
    library.edit(link.id, Edit(target=OLD), None, reason="Moved")
    path = f"/admin/links/{link.id}/back/{printed.version}"
    refused = ada.post(path, version=value_of(ada.get(path), "version"))
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert library.get(link.id).target == OLD
    ada.post(path, version=value_of(refused, "version"), reason="Moved back")
    assert library.get(link.id).target == NEW


@pytest.mark.parametrize("number", ["0", "99", "999999999999999999999999"])
def test_a_state_that_never_was_is_not_found(ada: Browser, link: LinkView, number: str) -> None:
    assert ada.get(f"/admin/links/{link.id}/back/{number}").status_code == 404


def test_a_deleted_link_is_restored_before_anything_is_undone(ada: Browser, link: LinkView, library: Library) -> None:
    deleted = library.delete(link.id, None)
    assert "Make it so again" not in ada.get(f"/admin/links/{link.id}/history").text
    answer = ada.post(f"/admin/links/{link.id}/back/1", version=str(deleted.version))
    assert answer.status_code == 422
    assert "restore it first" in answer.text


def test_who_may_only_read_undoes_nothing(signed_in: SignedIn, link: LinkView, library: Library) -> None:
    viewer = signed_in("eve", "viewer")
    assert "Make it so again" not in viewer.get(f"/admin/links/{link.id}/history").text
    assert viewer.get(f"/admin/links/{link.id}/back/1").status_code == 403
    assert viewer.post(f"/admin/links/{link.id}/back/1", version=str(link.version)).status_code == 403
    assert library.get(link.id) == link
