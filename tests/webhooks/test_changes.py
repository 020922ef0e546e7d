"""Each change of a link is told once, after its commit, in order, and as what it is."""

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.stores import Database
from shortener.webhooks import filling
from shortener.webhooks.events import CREATED, DELETED
from tests.outside import Outside
from tests.webhooks.conftest import AddHook, Take, hook_of, make_due, messages, told

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise


def test_a_link_is_told_when_it_is_made_changed_and_deleted(
    any_database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook()
    link = library.create(Draft(target="https://example.org/", slug="a/é", tags=("x",), notes="n"), None)
    library.edit(link.id, Edit(target="https://example.org/2"), None, reason="moved")
    library.edit(link.id, Edit(slug="b"), None)
    library.delete(link.id, None)
    library.restore(link.id, None)
    assert take() == 5
    found = told(site)
    assert [one["type"] for one in found] == [CREATED, "link.updated", "link.updated", DELETED, "link.updated"]
    assert [one["data"]["action"] for one in found] == ["create", "edit", "rename", "delete", "restore"]
    made, edited, renamed, deleted, _ = (one["data"] for one in found)
    assert (made["link"]["slug"], made["link"]["tags"], made["before"]) == ("a/é", ["x"], {})
    assert (edited["reason"], edited["link"]["target"]) == ("moved", "https://example.org/2")
    assert {name: edited["before"][name] for name in ("target", "version")} == {
        "target": "https://example.org/", "version": 1
    }  # fmt: skip
    assert (renamed["link"]["slug"], renamed["before"]["slug"], renamed["link"]["aliases"]) == ("b", "a/é", ["a/é"])
    assert deleted["link"]["deleted_at"].endswith("Z")
    assert deleted["before"]["deleted_at"] is None
    assert take() == 0


@sqlite
def test_nobody_here_is_named(library: Library, site: Outside, add_hook: AddHook, take: Take) -> None:
    add_hook()
    library.create(Draft(target="https://example.org/", slug="a", printed=True, printed_reason="for us"), None)
    take()
    assert not {"owner_id", "created_by_id", "updated_by_id", "printed_reason"} & set(told(site)[0]["data"]["link"])


def make_two_of_one_slug(library: Library) -> None:
    with library.writing(None) as editor:
        for _ in range(2):
            editor.create(Draft(target="https://example.org/", slug="never"))


def test_what_was_rolled_back_is_told_to_nobody(
    any_database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook()
    with pytest.raises(Refused):
        make_two_of_one_slug(library)
    library.create(Draft(target="https://example.org/", slug="made"), None)
    take()
    assert [one["data"]["link"]["slug"] for one in told(site)] == ["made"]


@sqlite
def test_it_begins_when_the_hook_is_made(library: Library, site: Outside, add_hook: AddHook, take: Take) -> None:
    library.create(Draft(target="https://example.org/", slug="before"), None)
    add_hook()
    library.create(Draft(target="https://example.org/", slug="after"), None)
    take()
    assert [one["data"]["link"]["slug"] for one in told(site)] == ["after"]


@sqlite
def test_a_hook_is_told_only_what_it_wants(library: Library, site: Outside, add_hook: AddHook, take: Take) -> None:
    add_hook(events=(DELETED,))
    link = library.create(Draft(target="https://example.org/", slug="a"), None)
    library.delete(link.id, None)
    take()
    assert [one["type"] for one in told(site)] == [DELETED]


@pytest.fixture
def short_queue(monkeypatch: pytest.MonkeyPatch, add_hook: AddHook) -> None:
    """A hook for which five messages wait at most."""
    monkeypatch.setattr(filling, "MOST_WAITING", 5)
    add_hook()


@pytest.mark.usefixtures("short_queue")
@sqlite
def test_a_queue_is_bounded_and_the_rest_comes_when_there_is_room(
    database: Database, library: Library, site: Outside, take: Take
) -> None:
    with library.writing(None) as editor:
        editor.create_all([Draft(target="https://example.org/", slug=f"s{number}") for number in range(12)])
    site.answers["/hook"] = (500, {}, b"")
    take()
    assert len(messages(database)) == 5
    site.answers["/hook"] = (200, {}, b"")
    for _ in range(4):
        make_due(database)
        take()
    assert {one["data"]["link"]["slug"] for one in told(site)} == {f"s{number}" for number in range(12)}
    assert hook_of(database).sent == 12
