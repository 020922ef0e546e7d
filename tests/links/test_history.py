"""Every state of a link is kept: who made it so, when, why, and all that it was."""

from collections.abc import Callable

import msgspec
import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound
from shortener.links.library import Library
from shortener.links.tables import Link, Revision
from shortener.links.views import LinkView
from shortener.stores import Database
from tests.links.asking import TARGET, change, make


def test_each_change_is_one_revision_newest_first(library: Library, person: Callable[[str], int]) -> None:
    ada, bob = person("ada"), person("bob")
    link = library.create(Draft(target=TARGET, slug="one"), ada)
    library.edit(link.id, Edit(title="One"), bob, reason="Had none")
    library.edit(link.id, Edit(slug="two"), ada)
    library.delete(link.id, bob, reason="Not wanted")
    library.restore(link.id, ada)
    told = [(r.number, r.action, r.changed_by_id, r.reason, r.slug) for r in library.history(link.id)]
    assert told == [
        (5, "restore", ada, "", "two"),
        (4, "delete", bob, "Not wanted", "two"),
        (3, "rename", ada, "", "two"),
        (2, "edit", bob, "Had none", "one"),
        (1, "create", ada, "", "one"),
    ]


def test_a_revision_holds_the_complete_state(library: Library) -> None:
    link = make(library, "one", title="One", tags=("a", "b"), status=301, starts_at=5)
    edited = change(library, link, slug="two", target="https://elsewhere.example/")
    newest, first = library.history(link.id)
    assert msgspec.convert(first.state, LinkView) == link
    assert msgspec.convert(newest.state, LinkView) == edited
    assert (newest.domain, newest.slug, newest.target) == ("rpf.io", "two", "https://elsewhere.example/")
    assert newest.changed_at == edited.updated_at


def test_the_link_points_to_its_newest_revision(library: Library, any_database: Database) -> None:
    link = make(library, "one")
    change(library, link, title="x")
    with any_database.read() as session:
        revision = session.get_one(Revision, session.get_one(Link, link.id).revision_id)
    assert (revision.link_id, revision.number) == (link.id, 2)


def test_the_deleted_state_says_when(library: Library) -> None:
    link = make(library, "one")
    gone = library.delete(link.id, None)
    assert library.history(link.id)[0].state["deleted_at"] == gone.deleted_at


def test_a_link_that_is_not_there_has_no_history(library: Library) -> None:
    with pytest.raises(NotFound):
        library.history(99)
