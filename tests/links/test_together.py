"""Many links are changed at once: each is told by itself, all in one transaction, and what was done is undone."""

import pytest

from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.together import (
    MOST,
    Picked,
    Step,
    Told,
    change_all,
    deleting,
    enabling,
    restoring,
    tagging,
    undoing,
    untagging,
)
from tests.links.asking import make


def told(library: Library, step: Step, *picked: Picked) -> list[Told]:
    with library.writing(None) as editor:
        return change_all(editor, picked, step)


def codes(found: list[Told]) -> list[str]:
    """Of each one the code of its refusal, or what became of it."""
    return [one.refusal.code if one.refusal else "changed" if one.changed else "same" for one in found]


def test_each_link_is_told_by_itself_and_the_others_are_changed(library: Library, announced: list[int]) -> None:
    plain, printed, off, moved, gone = (make(library, slug, printed=slug == "b") for slug in "abcde")
    library.edit(off.id, Edit(enabled=False), None)
    library.edit(moved.id, Edit(title="new"), None)
    library.delete(gone.id, None)
    announced.clear()
    ids = [plain.id, printed.id, off.id, moved.id, gone.id, 99]
    found = told(library, enabling(on=False), *(Picked(number, 1 if number == moved.id else None) for number in ids))
    assert codes(found) == ["changed", "printed", "same", "stale", "deleted", "missing"]
    assert [library.get(number).enabled for number in ids[:4]] == [False, True, False, True]
    assert [one.link.slug if one.link else "" for one in found] == ["a", "b", "c", "d", "e", ""]
    assert len(announced) == 1


def test_a_reason_opens_the_lock_of_a_printed_link_and_is_kept(library: Library) -> None:
    link = make(library, "a", printed=True)
    assert codes(told(library, deleting("reprinted"), Picked(link.id))) == ["changed"]
    assert library.history(link.id)[0].reason == "reprinted"
    assert codes(told(library, restoring(), Picked(link.id))) == ["changed"]
    assert library.get(link.id).deleted_at is None


def test_tags_are_put_on_and_taken_off_in_any_case_and_others_stay(library: Library) -> None:
    one, two = make(library, "a", tags=("book",)), make(library, "b", tags=("Poster", "book"))
    assert codes(told(library, tagging(("poster", "Fair")), Picked(one.id), Picked(two.id))) == ["changed"] * 2
    assert library.get(one.id).tags == ("book", "Fair", "Poster")
    assert codes(told(library, untagging(("BOOK", "none such")), Picked(one.id), Picked(two.id))) == ["changed"] * 2
    assert library.get(two.id).tags == ("Fair", "Poster")
    assert codes(told(library, untagging(("book",)), Picked(one.id))) == ["same"]


def test_what_was_done_last_is_undone_exactly_and_redone(library: Library) -> None:
    had, had_not = make(library, "a", tags=("poster",)), make(library, "b", printed=True)
    both = [Picked(had.id), Picked(had_not.id)]
    told(library, tagging(("poster", "fair")), *both)
    told(library, undoing("oops"), *both)
    assert [library.get(one.id).tags for one in (had, had_not)] == [("poster",), ()]
    told(library, deleting("why"), *both)
    assert codes(told(library, undoing("oops"), *both)) == ["changed"] * 2
    assert codes(told(library, undoing("oops"), *both)) == ["changed"] * 2
    assert library.get(had.id).deleted_at is not None
    assert library.history(had_not.id)[0].reason == "oops"


def test_a_link_that_never_changed_has_nothing_to_undo(library: Library) -> None:
    assert codes(told(library, undoing("oops"), Picked(make(library, "a").id))) == ["same"]


def test_too_many_or_none_change_nothing(library: Library) -> None:
    link = make(library, "a")
    for picked in ([], [Picked(link.id)] * (MOST + 1)):
        with pytest.raises(Refused):
            told(library, deleting(), *picked)
    assert library.get(link.id).deleted_at is None


def test_a_name_that_can_be_no_tag_is_told_for_each_link(library: Library) -> None:
    link = make(library, "a")
    assert codes(told(library, tagging(("x" * 65,)), Picked(link.id))) == ["length"]
    with pytest.raises(Refused):
        untagging(("x" * 65,))
