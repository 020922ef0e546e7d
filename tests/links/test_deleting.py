"""A deleted link answers no more, keeps its slugs, and can come back."""

from functools import partial

import pytest

from shortener.links.errors import NotFound
from shortener.links.library import Library
from tests.links.asking import change, make, refused


def test_a_deleted_link_is_found_only_when_asked_for(library: Library) -> None:
    link = make(library, "pico")
    change(library, link, slug="pico-w")
    gone = library.delete(link.id, None)
    assert gone.deleted_at is not None
    assert library.find("", "pico") is library.find("", "pico-w") is None
    found = library.find("", "pico", deleted=True)
    assert found == library.get(link.id) == gone
    assert (gone.slug, gone.aliases) == ("pico-w", ("pico",))


def test_a_deleted_slug_is_never_handed_out_again(library: Library) -> None:
    link = make(library, "pico")
    change(library, link, slug="pico-w")
    library.delete(link.id, None)
    for slug in ("pico", "pico-w"):
        error = refused(partial(make, library, slug))
        assert error.code == "taken"
        assert "deleted" in str(error)
        assert "admin can restore" in str(error)
        assert "free the slug" in str(error)


def test_a_deleted_link_cannot_be_edited_or_deleted_again(library: Library) -> None:
    link = make(library, "pico")
    library.delete(link.id, None)
    assert refused(lambda: change(library, link, title="x")).code == "deleted"
    assert refused(lambda: library.delete(link.id, None)).code == "deleted"
    assert len(library.history(link.id)) == 2


def test_a_restored_link_is_what_it_was(library: Library) -> None:
    link = make(library, "one", title="One", tags=("a",))
    before = change(library, link, slug="two")
    library.delete(link.id, None)
    back = library.restore(link.id, None)
    assert (back.slug, back.aliases, back.title, back.tags) == ("two", ("one",), "One", ("a",))
    assert (back.deleted_at, back.version) == (None, before.version + 2)
    assert library.find("", "one") == library.find("", "two") == library.get(link.id) == back


def test_what_is_not_deleted_cannot_be_restored(library: Library) -> None:
    link = make(library, "pico")
    assert refused(lambda: library.restore(link.id, None)).code == "live"
    with pytest.raises(NotFound):
        library.restore(99, None)


def test_a_freed_slug_can_be_used_again_and_the_old_link_keeps_its_history(library: Library) -> None:
    old = make(library, "pico", target="https://old.example/")
    library.delete(old.id, None)
    library.free("", "pico", None)
    new = make(library, "pico", target="https://new.example/")
    assert library.find("", "pico") == new
    assert library.get(old.id).slug == "pico"
    assert [revision.action for revision in library.history(old.id)] == ["free", "delete", "create"]


def test_a_link_whose_main_slug_was_freed_cannot_come_back(library: Library) -> None:
    link = make(library, "pico")
    library.delete(link.id, None)
    library.free("", "pico", None)
    error = refused(lambda: library.restore(link.id, None))
    assert (error.field, error.code) == ("slug", "freed")


def test_a_link_comes_back_without_an_alias_that_was_freed(library: Library) -> None:
    link = make(library, "one")
    change(library, link, slug="two")
    library.delete(link.id, None)
    library.free("", "one", None)
    other = make(library, "one")
    assert library.restore(link.id, None).aliases == ()
    assert library.find("", "one") == other


def test_only_a_deleted_slug_can_be_freed(library: Library) -> None:
    make(library, "pico")
    assert refused(lambda: library.free("", "pico", None)).code == "taken"
    assert refused(lambda: library.free("nowhere.example", "pico", None)).field == "domain"
    for slug in ("never", "\0"):
        with pytest.raises(NotFound):
            library.free("", slug, None)
