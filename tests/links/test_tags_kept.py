"""Tags are renamed, coloured, made one and removed for all links at once."""

import pytest
from sqlalchemy import update

from shortener.links.drafts import Draft, Edit
from shortener.links.errors import NotFound, Refused
from shortener.links.library import Library
from shortener.links.many import Change
from shortener.links.tables import Tag
from shortener.reports.tags import TagCount, tag_colours, tag_counts
from shortener.stores import Database


@pytest.fixture
def tagged(library: Library) -> Library:
    """Three links: two posters, two for schools, one of them both."""
    for slug, tags in (("a", ("Poster",)), ("b", ("Poster", "School")), ("c", ("School",))):
        library.create(Draft(target=f"https://{slug}.example/", slug=slug, tags=tags), None)
    return library


def counts(database: Database) -> list[tuple[str, int]]:
    with database.read() as session:
        return [(tag.name, tag.links) for tag in tag_counts(session, "", 10)]


def tags_of(library: Library, slug: str) -> list[str]:
    link = library.find("", slug)
    assert link is not None
    return sorted(link.tags)


def test_another_name_is_that_of_all_links(tagged: Library, any_database: Database) -> None:
    assert tagged.change_tag("poster", " Wall   poster ") == "Wall poster"
    assert counts(any_database) == [("School", 2), ("Wall poster", 2)]
    assert tags_of(tagged, "b") == ["School", "Wall poster"]


def test_another_spelling_of_itself_is_no_other_tag(tagged: Library, any_database: Database) -> None:
    assert tagged.change_tag("Poster", "POSTER") == "POSTER"
    assert counts(any_database) == [("POSTER", 2), ("School", 2)]


def test_a_colour_stays_when_the_name_changes_and_goes_when_it_is_emptied(
    tagged: Library, any_database: Database
) -> None:
    tagged.change_tag("Poster", colour="#2f8d7b")
    tagged.change_tag("Poster", "Placard")
    with any_database.read() as session:
        assert tag_colours(session) == {"Placard": "#2f8d7b"}
    tagged.change_tag("Placard", colour="")
    with any_database.read() as session:
        assert tag_colours(session) == {}


def test_two_become_one_only_when_that_is_wanted(tagged: Library, any_database: Database) -> None:
    with pytest.raises(Refused, match="There is a tag “School” already") as refused:
        tagged.change_tag("Poster", "school")
    assert refused.value.code == "taken"
    assert counts(any_database) == [("Poster", 2), ("School", 2)]
    assert tagged.change_tag("Poster", "school", "#d14343", merge=True) == "School"
    assert counts(any_database) == [("School", 3)]
    assert tags_of(tagged, "b") == ["School"]


def test_a_removed_one_is_on_no_link_and_can_be_made_anew(tagged: Library, any_database: Database) -> None:
    tagged.remove_tag("Poster")
    assert (counts(any_database), tags_of(tagged, "a")) == ([("School", 2)], [])
    tagged.create(Draft(target="https://d.example/", slug="d", tags=("poster",)), None)
    assert counts(any_database) == [("School", 2), ("poster", 1)]


@pytest.mark.parametrize(
    ("name", "colour", "field"),
    [("", "", "name"), ("x" * 65, "", "name"), ("a, b", "", "name"), ("a\nb", "", "name"), ("a", "red", "colour")],
)
def test_what_can_be_no_tag_is_refused_with_nothing_changed(
    tagged: Library, any_database: Database, name: str, colour: str, field: str
) -> None:
    if name == "a\nb":
        assert tagged.change_tag("Poster", name, colour) == "a b"
        return
    with pytest.raises(Refused) as refused:
        tagged.change_tag("Poster", name, colour)
    assert refused.value.field == field
    assert counts(any_database) == [("Poster", 2), ("School", 2)]


@pytest.mark.parametrize("name", ["nothing", "", "Poster2"])
def test_what_is_not_there_can_not_be_changed(tagged: Library, name: str) -> None:
    with pytest.raises(NotFound):
        tagged.change_tag(name, "x")
    with pytest.raises(NotFound):
        tagged.remove_tag(name)


def test_a_deleted_link_is_not_counted(tagged: Library, any_database: Database) -> None:
    link = tagged.find("", "a")
    assert link is not None
    tagged.delete(link.id, None)
    with any_database.read() as session:
        assert TagCount("Poster", "", 1) in tag_counts(session, "", 10)


def test_a_new_one_with_a_comma_is_refused_wherever_it_comes_from(tagged: Library) -> None:
    link = tagged.find("", "a")
    assert link is not None
    with pytest.raises(Refused, match="The tag “x, y” has a comma in it") as refused:
        tagged.create(Draft(target="https://x.example/", slug="x", tags=("x, y",)), None)
    assert (refused.value.field, tagged.find("", "x")) == ("tags", None)
    with pytest.raises(Refused, match="comma"):
        tagged.edit(link.id, Edit(tags=("Poster", "x, y")), None)
    with tagged.writing(None) as editor:
        told = editor.change_each([Change(link.id, Edit(tags=("x, y",))), Change(link.id, Edit(tags=("School",)))])
    assert isinstance(told[0], Refused)
    assert tags_of(tagged, "a") == ["School"]


def test_one_of_old_with_a_comma_stays_and_can_be_renamed(tagged: Library, any_database: Database) -> None:
    with any_database.write() as session:
        session.execute(update(Tag).where(Tag.name == "Poster").values(name="Post, er"))
    link = tagged.find("", "a")
    assert link is not None
    tagged.edit(link.id, Edit(tags=("Post, er", "School")), None)
    assert tagged.change_tag("Post, er", "Post, er", "#2f8d7b") == "Post, er"
    assert tagged.change_tag("Post, er", "Poster") == "Poster"
    assert tags_of(tagged, "a") == ["Poster", "School"]
