"""An edit changes what it names, keeps the state that it led to, and does not overwrite somebody else's."""

from collections.abc import Callable

import pytest

from shortener.links.drafts import Edit
from shortener.links.errors import NotFound
from shortener.links.library import Library
from tests.links.asking import TARGET, change, make, refused


def test_an_edit_changes_what_it_names_and_nothing_else(library: Library, person: Callable[[str], int]) -> None:
    ada = person("ada")
    link = make(library, "pico", title="Pico", notes="n", tags=("a",), status=301)
    edited = library.edit(link.id, Edit(title="Pico W", forward_query=True, owner_id=ada), ada)
    assert library.get(link.id) == edited
    assert (edited.title, edited.forward_query, edited.owner_id) == ("Pico W", True, ada)
    assert (edited.notes, edited.tags, edited.status, edited.target) == ("n", ("a",), 301, TARGET)
    assert (edited.version, edited.updated_by_id, edited.created_by_id) == (2, ada, None)
    assert edited.updated_at >= link.updated_at


def test_a_new_target_is_kept_as_typed_and_found_again(library: Library) -> None:
    link = make(library)
    edited = change(library, link, target=" https://bücher.example/ü ")
    assert edited.target == "https://bücher.example/ü"
    assert library.by_target("https://bücher.example/ü") == [edited]
    assert library.by_target(TARGET) == []


def test_an_edit_that_changes_nothing_leaves_no_trace(library: Library, announced: list[int]) -> None:
    link = make(library, "pico", title="Pico", tags=("a",))
    announced.clear()
    same = change(library, link, title=" Pico ", target=f"{TARGET} ", tags=("A",), slug="pico", enabled=True)
    assert same == link
    assert change(library, link) == link
    assert len(library.history(link.id)) == 1
    assert announced == []


def test_an_edit_begun_on_an_older_version_is_refused_and_says_who_was_faster(
    library: Library, person: Callable[[str], int]
) -> None:
    link = make(library, title="one")
    library.edit(link.id, Edit(title="two"), person("ada"), version=link.version)
    error = refused(lambda: library.edit(link.id, Edit(title="three"), None, version=link.version))
    assert (error.field, error.code) == ("version", "stale")
    assert "ada changed this link" in str(error)
    assert "UTC" in str(error)
    assert library.get(link.id).title == "two"


def test_a_stale_edit_is_refused_even_where_nobody_is_named(library: Library) -> None:
    link = make(library)
    change(library, link, title="two")
    assert "Somebody" in str(refused(lambda: library.edit(link.id, Edit(title="x"), None, version=1)))
    assert library.edit(link.id, Edit(title="three"), None, version=2).version == 3


def test_an_owner_nobody_knows_is_refused_together_with_a_rename(library: Library) -> None:
    link = make(library, "pico")
    error = refused(lambda: change(library, link, owner_id=99, slug="pico-w"))
    assert (error.field, error.code) == ("owner", "unknown")
    assert library.get(link.id) == link


def test_a_link_that_is_not_there_cannot_be_edited(library: Library) -> None:
    with pytest.raises(NotFound):
        library.edit(99, Edit(title="x"), None)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "https://rpf.io/x", "https://u:p@example.org/", ""])
def test_an_edit_is_held_to_the_rules_of_targets(library: Library, target: str) -> None:
    link = make(library)
    assert refused(lambda: change(library, link, target=target)).field == "target"
    assert library.get(link.id) == link


def test_a_link_says_what_a_visitor_meets(library: Library) -> None:
    link = make(library, starts_at=1_000, ends_at=2_000)
    assert [link.state(at) for at in (999, 1_000, 1_999, 2_000)] == ["early", "live", "live", "over"]
    assert change(library, link, enabled=False).state(1_500) == "off"
    assert library.delete(link.id, None).state(1_500) == "deleted"
