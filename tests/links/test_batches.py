"""Many writes in one transaction: each alone can be refused, and all are undone when something breaks."""

import csv
from pathlib import Path

import pytest
from msgspec import json, structs

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.records import changes_since, newest_change
from shortener.stores import Database
from tests.links.asking import TARGET, make, refused

DATA = Path(__file__).parent.parent / "data"


def test_the_rest_goes_in_when_one_is_refused(library: Library) -> None:
    make(library, "taken")
    outcomes = []
    with library.writing(None) as editor:
        for slug in ("a", "taken", "b c", "d", "admin", "e"):
            try:
                outcomes.append(editor.create(Draft(target=TARGET, slug=slug, tags=(f"tag-{slug}",))).slug)
            except Refused as error:
                outcomes.append(error.code)
    assert outcomes == ["a", "taken", "syntax", "d", "reserved", "e"]
    assert [link.slug for link in library.by_target(TARGET)] == ["taken", "a", "d", "e"]
    found = library.find("", "e")
    assert found is not None
    assert found.tags == ("tag-e",)


def test_many_at_once_are_what_they_would_be_one_after_the_other(library: Library, any_database: Database) -> None:
    drafts = [
        Draft(target=f"{TARGET}{n}", slug=f"link-{n}", title=f" Number {n} ", tags=("even", "Number")[n % 2 :])
        for n in range(30)
    ]
    with library.writing(None) as editor:
        editor.create_all(drafts)
    many = [library.find("", draft.slug) for draft in drafts]
    with library.writing(None) as editor:
        singles = [editor.create(structs.replace(draft, slug=f"single-{draft.slug}")) for draft in drafts]
    for one, single in zip(many, singles, strict=True):
        assert one is not None
        same = structs.replace(single, id=one.id, slug=one.slug, created_at=one.created_at, updated_at=one.updated_at)
        assert one == same
        (revision,) = library.history(one.id)
        assert (revision.number, revision.action, revision.state) == (1, "create", json.decode(json.encode(one)))
    assert changes_since(any_database, newest_change(any_database) - 2)


def test_of_many_at_once_none_goes_in_where_one_is_refused(library: Library, any_database: Database) -> None:
    make(library, "taken")
    before = newest_change(any_database)
    for bad in ("taken", "first", "b c", "admin"):
        with library.writing(None) as editor:
            drafts = [Draft(target=TARGET, slug=slug, tags=("fresh",)) for slug in ("first", bad)]
            refused(lambda: editor.create_all(drafts))  # noqa: B023 (called at once)
    assert library.find("", "first") is None
    assert newest_change(any_database) == before


def test_a_tag_that_a_refused_edit_would_have_brought_can_still_be_used(library: Library) -> None:
    make(library, "taken")
    link = make(library, "mine")
    with library.writing(None) as editor:
        refused(lambda: editor.edit(link.id, Edit(tags=("fresh",), slug="taken")))
        made = editor.create(Draft(target=TARGET, slug="new", tags=("fresh",)))
    assert library.get(made.id).tags == ("fresh",)
    assert library.get(link.id) == link


def test_all_kinds_of_writes_see_each_other(library: Library) -> None:
    with library.writing(None) as editor:
        link = editor.create(Draft(target=TARGET, slug="one"))
        editor.edit(link.id, Edit(slug="two"))
        editor.delete(link.id)
        editor.free("", "one")
        other = editor.create(Draft(target=TARGET, slug="one"))
        editor.restore(link.id)
    assert library.find("", "one") == library.get(other.id)
    assert library.find("", "two") == library.get(link.id)
    assert library.get(link.id).version == 5


def test_an_exception_undoes_everything_and_announces_nothing(
    library: Library, any_database: Database, announced: list[int]
) -> None:
    def interrupted() -> None:
        with library.writing(None) as editor:
            editor.create(Draft(target=TARGET, slug="one"))
            raise KeyboardInterrupt

    number = newest_change(any_database)
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert library.find("", "one") is None
    assert newest_change(any_database) == number
    assert announced == []


def test_an_empty_batch_changes_nothing(library: Library, announced: list[int]) -> None:
    with library.writing(None):
        pass
    assert announced == []


def test_every_printed_link_goes_in_at_once(library: Library) -> None:
    with (DATA / "rpf-links.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with library.writing(None) as editor:
        for row in rows:
            editor.create(Draft(target=row["target"], slug=row["slug"], title=row["title"]))
    for row in rows[::25]:
        found = library.find("", row["slug"])
        assert found is not None
        assert (found.slug, found.target, found.title) == (row["slug"], row["target"], row["title"])
    assert library.domains()[0].links == len(rows)


def test_a_batch_finds_what_it_has_made_itself(library: Library) -> None:
    with library.writing(None) as editor:
        assert editor.find("", "one") is None
        link = editor.create(Draft(target=TARGET, slug="one"))
        assert editor.find("RPF.io", "one") == link
        assert editor.find("nowhere.example", "one") is None
        editor.delete(link.id)
        assert editor.find("", "one") is None


def test_a_batch_can_use_a_domain_that_it_adds(library: Library, any_database: Database) -> None:
    number = newest_change(any_database)
    with library.writing(None) as editor:
        refused(lambda: editor.create(Draft(target=TARGET, slug="one", domain="rptl.io")))
        editor.add_domain("rptl.io")
        refused(lambda: editor.add_domain("rptl.io"))
        link = editor.create(Draft(target=TARGET, slug="one", domain="rptl.io"))
        assert refused(lambda: editor.create(Draft(target="https://rptl.io/x"))).code == "loop"
    assert library.find("rptl.io", "one") == link
    assert changes_since(any_database, number) == (
        True,
        [(number + 1, 0, ""), (number + 1, link.domain_id, "one")],
    )
