"""Every write takes the next number and says which slugs caches must drop."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.records import changes_since, newest_change, prune_changes
from shortener.links.rules import Rules
from shortener.links.tables import Change, Counter
from shortener.stores import Database
from tests.links.asking import TARGET, change, make, refused

Latest = Callable[[], list[tuple[int, str]]]


@pytest.fixture
def latest(any_database: Database) -> Latest:
    """What changed since it was asked last."""
    seen = [newest_change(any_database)]

    def ask() -> list[tuple[int, str]]:
        complete, rows = changes_since(any_database, seen[0])
        assert complete
        assert {number for number, _, _ in rows} == set(range(seen[0] + 1, newest_change(any_database) + 1))
        seen[0] = newest_change(any_database)
        return [(domain_id, slug) for _, domain_id, slug in rows]

    return ask


def test_every_kind_of_write_names_all_slugs_of_its_link(library: Library, latest: Latest) -> None:
    latest()
    link = make(library, "one")
    home = link.domain_id
    assert latest() == [(home, "one")]
    change(library, link, title="x")
    assert latest() == [(home, "one")]
    change(library, link, slug="two")
    assert latest() == [(home, "one"), (home, "two")]
    change(library, link, title="y")
    assert latest() == [(home, "one"), (home, "two")]
    library.delete(link.id, None)
    assert latest() == [(home, "one"), (home, "two")]
    library.free("", "one", None)
    assert latest() == [(home, "one"), (home, "two")]
    library.restore(link.id, None)
    assert latest() == [(home, "two")]


def test_a_change_of_domains_drops_everything(library: Library, latest: Latest) -> None:
    latest()
    library.add_domain("rptl.io")
    assert latest() == [(0, "")]
    library.add_domain("www.rptl.io", alias_of="rptl.io")
    assert latest() == [(0, "")]
    library.remove_domain("www.rptl.io")
    assert latest() == [(0, "")]


def test_a_refused_write_takes_no_number(library: Library, latest: Latest) -> None:
    make(library, "one")
    latest()
    refused(lambda: make(library, "one"))
    refused(lambda: library.add_domain("rpf.io"))
    refused(lambda: library.remove_domain("rpf.io"))
    assert latest() == []


def test_each_write_is_announced_once_after_its_commit(any_database: Database) -> None:
    seen: list[tuple[int, int]] = []
    library = Library(
        any_database, Rules(site_host="rpf.io"), lambda number: seen.append((number, newest_change(any_database)))
    )
    library.ensure_default_domain()
    link = make(library, "one")
    change(library, link, slug="two")
    assert seen == [(1, 1), (2, 2), (3, 3)]


def test_a_batch_takes_one_number(library: Library, announced: list[int], latest: Latest) -> None:
    latest()
    with library.writing(None) as editor:
        for slug in ("a", "b", "c"):
            editor.create(Draft(target=TARGET, slug=slug))
    assert [slug for _, slug in latest()] == ["a", "b", "c"]
    assert len(announced) == 1


def test_numbers_start_even_where_no_counter_is(any_database: Database) -> None:
    with any_database.write() as session:
        session.execute(delete(Counter))
    assert newest_change(any_database) == 0
    library = Library(any_database, Rules(site_host="rpf.io"))
    library.ensure_default_domain()
    assert changes_since(any_database, 0) == (True, [(1, 0, "")])


def test_nothing_new_is_complete(library: Library, any_database: Database) -> None:
    assert changes_since(any_database, newest_change(any_database)) == (True, [])


def test_a_number_of_the_future_means_that_a_backup_was_restored(library: Library, any_database: Database) -> None:
    assert changes_since(any_database, newest_change(any_database) + 1) == (False, [])


def test_pruned_changes_are_missed(library: Library, any_database: Database) -> None:
    for slug in ("a", "b", "c"):
        make(library, slug)
    newest = newest_change(any_database)
    assert prune_changes(any_database, older_than_ms=10**15) == newest - 1
    assert changes_since(any_database, newest - 2) == (False, [])
    complete, rows = changes_since(any_database, newest - 1)
    assert (complete, [slug for _, _, slug in rows]) == (True, ["c"])


def test_pruning_spares_what_is_young(library: Library, any_database: Database) -> None:
    make(library, "old")
    with any_database.write() as session:
        session.execute(update(Change).values(changed_at=1_000))
    make(library, "young")
    make(library, "younger")
    assert prune_changes(any_database, older_than_ms=2_000) == newest_change(any_database) - 2
    assert changes_since(any_database, newest_change(any_database) - 2)[0]
    assert prune_changes(any_database, older_than_ms=2_000) == 0


def test_a_page_of_changes_never_cuts_a_number_in_two(library: Library, any_database: Database) -> None:
    start = newest_change(any_database)
    for batch in (("a", "b"), ("c", "d"), ("e",)):
        with library.writing(None) as editor:
            for slug in batch:
                editor.create(Draft(target=TARGET, slug=slug))
    complete, rows = changes_since(any_database, start, limit=3)
    assert (complete, [slug for _, _, slug in rows]) == (True, ["a", "b"])
    complete, rows = changes_since(any_database, rows[-1][0], limit=3)
    assert (complete, [slug for _, _, slug in rows]) == (True, ["c", "d", "e"])


def test_a_batch_beyond_the_limit_means_drop_everything(library: Library, any_database: Database) -> None:
    start = newest_change(any_database)
    with library.writing(None) as editor:
        for number in range(5):
            editor.create(Draft(target=TARGET, slug=f"s{number}"))
    assert changes_since(any_database, start, limit=4) == (False, [])
    assert changes_since(any_database, start, limit=5)[0]
