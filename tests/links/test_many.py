"""Many links made and changed in few statements are what they would be one after the other, refusals and all."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.many import Change, ManyEditor, Outcome
from shortener.links.records import changes_since, newest_change
from shortener.links.views import LinkView
from shortener.stores import Database
from tests.links.asking import TARGET, add_person, make

NOW = {"id": 0, "created_at": 0, "updated_at": 0, "slug": "", "aliases": ()}


def told(outcomes: Sequence[Outcome], prefix: str) -> list[object]:
    """What can be compared: links without what differs by time and number, refusals in words."""
    return [
        replace(one, **NOW, deleted_at=one.deleted_at and 1)
        if isinstance(one, LinkView)
        else (one.field, one.code, re.sub("[0-9]+", "#", str(one).replace(prefix, "")))
        for one in outcomes
    ]


def drafts(prefix: str, owner: int) -> list[Draft]:
    return [
        Draft(target=f"{TARGET}1", slug=f"{prefix}a", title=" A ", tags=("Poster", "poster", "ünï"), owner_id=owner),
        Draft(target="javascript:alert(1)", slug=f"{prefix}b"),
        Draft(target=TARGET, slug=f"{prefix}b c"),
        Draft(target=TARGET, slug=f"{prefix}taken"),
        Draft(target=TARGET, slug=f"{prefix}d", domain="nowhere.example"),
        Draft(target=TARGET, slug=f"{prefix}e", starts_at=2, ends_at=1),
        Draft(target=TARGET, slug=f"{prefix}f", tags=("x" * 65,)),
        Draft(target=TARGET, slug=f"{prefix}g", printed=True, printed_reason="on paper", tags=("POSTER",)),
        Draft(target="gopher://example.org/", slug=f"{prefix}h", legacy=True, enabled=False, notes="n"),
    ]


def changes(links: Sequence[LinkView]) -> list[Change]:
    """For each of these, something else."""
    asked = [
        Change(0, Edit(title="T", tags=("b", "Poster"), owner_id=None)),
        Change(0, Edit(target=f"{TARGET}2", ends_at=5)),
        Change(0, Edit(target=f"{TARGET}2"), reason=" moved ", version=1),
        Change(0, Edit(enabled=True, starts_at=7)),
        Change(0, Edit(title="U"), version=2),
        Change(0, Edit()),
        Change(0),
        Change(0, reason="over"),
        Change(0, Edit(tags=())),
        Change(0, reason="\x87"),
        Change(0, Edit(status=200)),
    ]
    return [replace(change, link_id=link.id) for change, link in zip(asked, links, strict=True)]


def fresh(library: Library, prefix: str) -> list[LinkView]:
    """Eleven links, of which the second, third and seventh are printed, the fourth is old, and the last one deleted."""
    legacy: dict[str, Any] = {"target": "gopher://example.org/", "legacy": True, "enabled": False}
    links = [
        make(library, f"{prefix}{n}", tags=("a", "Poster"), printed=n in {1, 2, 6}, **(legacy if n == 3 else {}))
        for n in range(11)
    ]
    return [*links[:-1], library.delete(links[-1].id, None)]


def test_links_are_made_as_one_after_the_other(library: Library, any_database: Database) -> None:
    owner = add_person(any_database, "ed")
    for prefix in ("many-", "one-"):
        make(library, f"{prefix}taken")
    with library.writing(owner) as editor:
        many = editor.create_each(drafts("many-", owner))
    with library.writing(owner) as editor:
        single = [singly(editor, draft) for draft in drafts("one-", owner)]
    assert told(many, "many-") == told(single, "one-")
    assert [isinstance(one, LinkView) for one in many] == [True, *[False] * 6, True, True]
    check_kept(library, many)


def test_links_are_changed_as_one_after_the_other(library: Library, any_database: Database) -> None:
    person = add_person(any_database, "ed")
    one_by_one, together = fresh(library, "one-"), fresh(library, "many-")
    with library.writing(person) as editor:
        single = [singly_changed(editor, change) for change in changes(one_by_one)]
    before = newest_change(any_database)
    with library.writing(person) as editor:
        many = editor.change_each(changes(together))
    assert told(many, "many-") == told(single, "one-")
    refused = {1: "printed", 4: "stale", 6: "printed", 9: "control", 10: "deleted"}
    assert {number: one.code for number, one in enumerate(many) if isinstance(one, Refused)} == refused
    check_kept(library, many)
    for one, other in zip(one_by_one, together, strict=True):
        assert [(r.action, r.reason) for r in library.history(one.id)] == [
            (r.action, r.reason) for r in library.history(other.id)
        ]
    assert {slug for _, _, slug in changes_since(any_database, before)[1]} == {f"many-{n}" for n in (0, 2, 3, 7, 8)}


def singly(editor: ManyEditor, draft: Draft) -> Outcome:
    try:
        return editor.create(draft)
    except Refused as refused:
        return refused


def singly_changed(editor: ManyEditor, change: Change) -> Outcome:
    try:
        if change.edit is None:
            return editor.delete(change.link_id, reason=change.reason)
        return editor.edit(change.link_id, change.edit, reason=change.reason, version=change.version)
    except Refused as refused:
        return refused


def check_kept(library: Library, outcomes: Sequence[Outcome]) -> None:
    """What was told is what is in the database, and in the history."""
    for one in outcomes:
        if isinstance(one, LinkView):
            assert library.get(one.id) == one
            newest = library.history(one.id)[0]
            assert (newest.number, newest.state["title"], newest.state["tags"]) == (one.version, one.title, [*one.tags])


def test_where_an_owner_is_gone_only_that_one_is_refused(library: Library, any_database: Database) -> None:
    wanted = [Draft(target=TARGET, slug=f"s{n}", owner_id=99 if n == 2 else None, tags=("new",)) for n in range(5)]
    with library.writing(None) as editor:
        made = editor.create_each(wanted)
        changed = editor.change_each(
            [
                Change(one.id, Edit(title="T", owner_id=99 if one.slug == "s3" else None))
                for one in made
                if isinstance(one, LinkView)
            ]
        )
    assert [isinstance(one, Refused) for one in made] == [False, False, True, False, False]
    assert [isinstance(one, Refused) for one in changed] == [False, False, True, False]
    check_kept(library, changed)


def test_a_rename_among_them_is_done_and_told_too(library: Library) -> None:
    links = [make(library, f"s{n}") for n in range(3)]
    with library.writing(None) as editor:
        asked = [Change(links[0].id, Edit(slug="new")), Change(links[1].id, Edit(slug="s2")), Change(links[2].id)]
        told = editor.change_each(asked)
    assert isinstance(told[0], LinkView)
    assert (told[0].slug, told[0].aliases) == ("new", ("s0",))
    assert isinstance(told[1], Refused)
    assert isinstance(told[2], LinkView)
    assert told[2].deleted_at is not None


def test_of_a_link_that_is_not_there_it_is_told(library: Library) -> None:
    with library.writing(None) as editor:
        (told,) = editor.change_each([Change(99, Edit(title="T"))])
    assert isinstance(told, Refused)
    assert told.code == "missing"


@pytest.mark.parametrize("count", [1, 40])
def test_random_slugs_are_different_and_look_like_none_that_is_there(
    library: Library, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Chance gives each slug many times over."""
    given = iter([f"s{n // 3}" for n in range(400)])
    monkeypatch.setattr("shortener.links.freeslugs.random_slug", lambda _length: next(given))
    make(library, "S-0")
    with library.writing(None) as editor:
        made = editor.create_each([Draft(target=TARGET, slug="s_1"), *[Draft(target=TARGET)] * count])
    slugs = [one.slug for one in made if isinstance(one, LinkView)]
    assert len(set(slugs)) == count + 1
    assert not {"s0", "s1"} & set(slugs)
