"""The library of somebody who is kept to their own links: those of others aren't there, to read or to change."""

import pytest

from shortener.accounts import people
from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound, Refused
from shortener.links.library import Library
from shortener.links.together import Picked, change_all, tagging
from shortener.links.views import LinkView
from shortener.stores import Database


@pytest.fixture
def two(database: Database) -> tuple[int, int]:
    with database.write() as session:
        return people.add(session, "ed", "a long password").id, people.add(session, "ada", "a long password").id


@pytest.fixture
def own(library: Library, two: tuple[int, int]) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="own", owner_id=two[0]), two[0])


@pytest.fixture
def foreign(library: Library, two: tuple[int, int]) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="foreign", owner_id=two[1]), two[1])


@pytest.fixture
def kept(library: Library, two: tuple[int, int]) -> Library:
    return library.of(two[0])


def test_only_ones_own_links_are_found(kept: Library, own: LinkView, foreign: LinkView) -> None:
    assert kept.get(own.id) == own
    assert kept.get_all([own.id, foreign.id]) == {own.id: own}
    assert kept.find("", "own") == own
    assert kept.find("", "foreign") is None
    assert kept.by_target("https://example.org/") == [own]
    assert len(kept.history(own.id)) == 1
    for ask in (kept.get, kept.history):
        with pytest.raises(NotFound, match=f"no link number {foreign.id}"):
            ask(foreign.id)


def test_the_links_of_others_and_of_nobody_are_not_changed(
    library: Library, kept: Library, own: LinkView, foreign: LinkView, two: tuple[int, int]
) -> None:
    nobodys = library.create(Draft(target="https://example.org/", slug="nobody"), None)
    by = two[0]
    for link in (foreign, nobodys):
        with pytest.raises(NotFound):
            kept.edit(link.id, Edit(title="Mine"), by)
        with pytest.raises(NotFound):
            kept.delete(link.id, by)
        library.delete(link.id, None)
        with pytest.raises(NotFound):
            kept.restore(link.id, by)
        with pytest.raises(NotFound):
            kept.free("", link.slug, by)
    assert kept.edit(own.id, Edit(title="Mine"), by).title == "Mine"


def test_of_many_at_once_those_of_others_are_refused_and_told(
    kept: Library, own: LinkView, foreign: LinkView, two: tuple[int, int]
) -> None:
    with kept.writing(two[0]) as editor:
        told = change_all(editor, [Picked(own.id), Picked(foreign.id)], tagging(("x",)))
    assert [one.changed for one in told] == [True, False]
    assert told[1].link is None
    assert isinstance(told[1].refusal, NotFound)


def test_a_new_link_is_ones_own_and_stays_so(kept: Library, two: tuple[int, int]) -> None:
    made = kept.create(Draft(target="https://example.org/new", owner_id=two[1]), two[0])
    assert made.owner_id == two[0]
    for owner in (two[1], None):
        with pytest.raises(Refused, match="own links"):
            kept.edit(made.id, Edit(owner_id=owner), two[0])
    assert kept.edit(made.id, Edit(owner_id=two[0], title="x"), two[0]).title == "x"


def test_everybody_else_sees_all(library: Library, kept: Library, own: LinkView, foreign: LinkView) -> None:
    assert kept.find("", "foreign") is None
    assert library.find("", "foreign") == foreign
