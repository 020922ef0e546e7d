"""A renamed link goes on working under every name it ever had."""

from functools import partial

import pytest

from shortener.links.library import Library
from tests.links.asking import change, make, refused


def test_the_old_slug_becomes_an_alias(library: Library) -> None:
    link = make(library, "scratch-off")
    renamed = change(library, link, slug="scratch-offline")
    assert (renamed.id, renamed.slug, renamed.aliases) == (link.id, "scratch-offline", ("scratch-off",))
    assert library.find("", "scratch-off") == library.find("", "scratch-offline") == renamed


def test_renaming_back_swaps_the_names(library: Library) -> None:
    link = make(library, "one")
    change(library, link, slug="two")
    back = change(library, link, slug="one")
    assert (back.slug, back.aliases, back.version) == ("one", ("two",), 3)
    assert library.find("", "two") == back


def test_many_names_stay(library: Library) -> None:
    link = make(library, "v0")
    for number in range(1, 6):
        change(library, link, slug=f"v{number}")
    assert library.get(link.id).aliases == ("v0", "v1", "v2", "v3", "v4")


def test_renaming_to_what_another_link_has_or_had_is_refused(library: Library) -> None:
    link, other = make(library, "mine"), make(library, "theirs")
    change(library, other, slug="theirs-now")
    gone = make(library, "gone")
    library.delete(gone.id, None)
    for slug in ("theirs", "theirs-now", "gone"):
        assert refused(partial(change, library, link, slug=slug)).code == "taken"
    assert library.get(link.id) == link


@pytest.mark.parametrize(
    ("slug", "code"), [("", "empty"), ("a b", "syntax"), ("admin", "reserved"), ("x" * 256, "length")]
)
def test_a_new_name_is_held_to_the_rules_of_slugs(library: Library, slug: str, code: str) -> None:
    link = make(library, "mine")
    assert refused(lambda: change(library, link, slug=slug)).code == code
    assert library.get(link.id) == link


def test_a_change_of_case_is_a_rename(library: Library) -> None:
    link = make(library, "scratch")
    assert change(library, link, slug="Scratch").aliases == ("scratch",)


def test_a_rename_can_come_with_other_changes(library: Library) -> None:
    link = make(library, "one", title="One")
    renamed = change(library, link, slug="two", title="Two")
    assert (renamed.slug, renamed.title, renamed.version) == ("two", "Two", 2)
