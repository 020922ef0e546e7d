"""A new link: what is kept of it, and that nothing is left of one that is refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from shortener.links.drafts import Draft
from shortener.links.errors import NotFound
from shortener.links.library import Library
from shortener.links.tables import Link, Revision, Slug, Tag
from shortener.stores import Database
from tests.links.asking import TARGET, change, make, refused


def test_everything_that_is_asked_for_is_kept(library: Library, person: Callable[[str], int]) -> None:
    ada = person("ada")
    draft = Draft(
        target=f" {TARGET} ",
        slug="p/en/boat-race-go",
        domain="RPF.IO.",
        title=" Boat race ",
        notes="line one\nline two",
        tags=("Scratch", "events"),
        owner_id=ada,
        status=307,
        forward_query=True,
        starts_at=1_000,
        ends_at=2_000,
        printed=True,
        printed_reason="Poster",
    )
    made = library.create(draft, ada)
    assert library.get(made.id) == made
    assert (made.domain, made.slug, made.target) == ("rpf.io", "p/en/boat-race-go", TARGET)
    assert (made.title, made.notes, made.tags) == ("Boat race", "line one\nline two", ("events", "Scratch"))
    assert (made.owner_id, made.created_by_id, made.updated_by_id) == (ada, ada, ada)
    assert (made.status, made.forward_query, made.starts_at, made.ends_at) == (307, True, 1_000, 2_000)
    assert (made.enabled, made.printed, made.printed_reason) == (True, True, "Poster")
    assert (made.version, made.aliases, made.deleted_at) == (1, (), None)
    assert made.created_at == made.updated_at > 1_700_000_000_000


def test_a_plain_draft_needs_only_a_target(library: Library) -> None:
    made = make(library)
    assert (made.status, made.enabled, made.printed, made.tags, made.owner_id) == (None, True, False, (), None)
    assert library.find("", made.slug) == made


def test_a_link_is_found_by_its_slug_in_its_exact_case(library: Library) -> None:
    made = make(library, "Scratch-New")
    assert library.find("", "Scratch-New") == made
    assert library.find("rpf.io", "Scratch-New") == made
    assert library.find("", "scratch-new") is None
    assert make(library, "scratch-new").id != made.id


def test_a_slug_is_found_however_it_was_composed(library: Library) -> None:
    made = make(library, "caf\u00e9")
    assert library.find("", "cafe\u0301") == made


@pytest.mark.parametrize("slug", ["", "\0", "\ud800", "nothing-here", "x" * 10_000])
def test_what_is_no_slug_is_not_found(library: Library, slug: str) -> None:
    assert library.find("", slug) is None


def test_unknown_hosts_and_numbers_are_not_found(library: Library) -> None:
    make(library, "here")
    assert library.find("nowhere.example", "here") is None
    assert library.find("not a host", "here") is None
    with pytest.raises(NotFound, match="no link number 4711"):
        library.get(4711)


def test_each_domain_has_its_own_slugs(library: Library) -> None:
    library.add_domain("rptl.io")
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    here, there = make(library, "pico"), make(library, "pico", domain="rptl.io")
    assert library.find("", "pico") == library.find("www.rpf.io", "pico") == here
    assert library.find("rptl.io", "pico") == there


def test_an_alias_host_means_its_domain(library: Library) -> None:
    library.add_domain("www.rpf.io", alias_of="rpf.io")
    made = make(library, "pico", domain="www.rpf.io")
    assert made.domain == "rpf.io"


def test_an_unknown_domain_is_refused(library: Library) -> None:
    error = refused(lambda: make(library, domain="nowhere.example"))
    assert (error.field, error.code) == ("domain", "unknown")


def test_a_slug_that_is_taken_says_what_it_leads_to(library: Library) -> None:
    make(library, "pico", target="https://pico.example/")
    error = refused(lambda: make(library, "pico"))
    assert (error.field, error.code) == ("slug", "taken")
    assert "https://pico.example/" in str(error)


def test_an_alias_is_taken_too(library: Library) -> None:
    change(library, make(library, "old"), slug="new")
    assert refused(lambda: make(library, "old")).code == "taken"


def test_a_refused_link_leaves_nothing_behind(
    library: Library, any_database: Database, announced: list[int], person: Callable[[str], int]
) -> None:
    make(library, "pico")
    announced.clear()
    refused(lambda: make(library, "pico", tags=("new-tag",)))
    refused(lambda: make(library, "other", owner_id=person("ada") + 1000, tags=("new-tag",)))
    refused(lambda: make(library, "other", status=200))
    with any_database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Link, Slug, Revision, Tag)]
    assert counts == [1, 1, 1, 0]
    assert announced == []


def test_an_owner_nobody_knows_is_refused(library: Library) -> None:
    assert refused(lambda: make(library, owner_id=99)).code == "unknown"
    assert refused(lambda: library.create(Draft(target=TARGET), by=99)).field == "owner"


def test_links_to_the_same_target_are_found_again(library: Library) -> None:
    first, second = make(library, "one"), make(library, "two", target=f"{TARGET}\n")
    make(library, "three", target=TARGET + "/")
    gone = make(library, "four")
    library.delete(gone.id, None)
    assert library.by_target(f" {TARGET}") == [first, second]
    assert library.by_target(TARGET, "nowhere.example") == []
    assert library.by_target("\ud800") == []


def test_the_same_target_on_another_domain_is_another_matter(library: Library) -> None:
    library.add_domain("rptl.io")
    there = make(library, "one", domain="rptl.io")
    assert library.by_target(TARGET) == []
    assert library.by_target(TARGET, "rptl.io") == [there]


def test_a_link_remembers_a_target_of_8_kib(library: Library) -> None:
    target = "https://example.org/" + "é" * 4086
    made = make(library, target=target)
    assert library.get(made.id).target == target


def test_a_link_that_was_made_elsewhere_keeps_its_time(library: Library) -> None:
    made = make(library, "old", created_at=1_551_675_967_000)
    assert (made.created_at, made.updated_at) == (1_551_675_967_000, 1_551_675_967_000)
    assert library.history(made.id)[0].changed_at == 1_551_675_967_000
    assert change(library, made, title="New").updated_at > made.updated_at


def test_many_slugs_are_found_at_once_with_the_revision_that_each_link_began_with(library: Library) -> None:
    one, two = make(library, "one"), make(library, "two")
    change(library, one, slug="uno")
    library.delete(two.id, None)
    with library.writing(None) as editor:
        found = editor.find_all("", ["one", "uno", "two", "three", "\0"])
        first = editor.first_revisions([one.id])
    assert {slug: link.id for slug, link in found.items()} == {"one": one.id, "uno": one.id}
    assert first[one.id] > 0
