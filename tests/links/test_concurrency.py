"""Many people at once: no slug is given out twice, no edit is lost, no number is skipped."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from shortener.links.drafts import Edit
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.records import changes_since, newest_change
from shortener.stores import Database
from tests.links.asking import change, make

Result = TypeVar("Result")


def at_once(count: int, ask: Callable[[int], Result], threads: int = 50) -> list[Result]:
    """The results of `count` calls, the first ones let go in the same moment."""
    barrier = threading.Barrier(min(count, threads))

    def started(number: int) -> Result:
        if number < barrier.parties:
            barrier.wait()
        return ask(number)

    with ThreadPoolExecutor(barrier.parties) as pool:
        return list(pool.map(started, range(count)))


def outcome(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Refused as error:
        return error.code
    return "done"


def test_200_random_slugs_at_once_are_200_links(library: Library, any_database: Database) -> None:
    start = newest_change(any_database)
    links = at_once(200, lambda _number: make(library), threads=20)  # a process has no more connections
    assert len({link.slug for link in links}) == 200
    assert len({link.id for link in links}) == 200
    assert library.domains()[0].links == 200
    complete, rows = changes_since(any_database, start)
    assert complete
    assert [number for number, _, _ in rows] == list(range(start + 1, start + 201))
    assert {slug for _, _, slug in rows} == {link.slug for link in links}


def test_50_creations_of_one_slug_have_one_winner(library: Library) -> None:
    outcomes = at_once(50, lambda n: outcome(lambda: make(library, "pico", target=f"https://example.org/{n}")))
    assert Counter(outcomes) == {"done": 1, "taken": 49}
    found = library.find("", "pico")
    assert found is not None
    assert [link.slug for link in library.by_target(found.target)] == ["pico"]


def test_two_renames_to_one_slug_have_one_winner(library: Library) -> None:
    links = [make(library, f"old-{n}") for n in range(10)]
    outcomes = at_once(10, lambda n: outcome(lambda: change(library, links[n], slug="new")))
    assert Counter(outcomes) == {"done": 1, "taken": 9}
    assert [library.get(link.id).slug for link in links].count("new") == 1


def test_of_edits_begun_on_the_same_version_one_is_kept(library: Library) -> None:
    link = make(library)
    outcomes = at_once(
        20, lambda n: outcome(lambda: library.edit(link.id, Edit(title=f"Title {n}"), None, version=link.version))
    )
    assert Counter(outcomes) == {"done": 1, "stale": 19}
    assert library.get(link.id).version == 2


def test_edits_without_a_version_follow_one_another(library: Library) -> None:
    link = make(library)
    at_once(20, lambda n: change(library, link, title=f"Title {n}"))
    assert library.get(link.id).version == 21
    assert [revision.number for revision in library.history(link.id)] == list(range(21, 0, -1))


def test_a_tag_typed_by_many_at_once_is_one_tag(library: Library) -> None:
    links = at_once(10, lambda n: make(library, tags=("Code Club" if n % 2 else "CODE CLUB",)))
    assert len({link.tags for link in links}) == 1


def test_a_link_is_deleted_once(library: Library) -> None:
    link = make(library)
    outcomes = at_once(10, lambda _n: outcome(lambda: library.delete(link.id, None)))
    assert Counter(outcomes) == {"done": 1, "deleted": 9}
