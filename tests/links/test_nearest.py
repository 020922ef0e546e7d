"""For a slug that nobody made, the one that was meant is found: by its looks, by one slip, by what stands beside it."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, insert, text

from shortener.links.distance import distance
from shortener.links.drafts import Edit
from shortener.links.library import Library
from shortener.links.lookalikes import fold
from shortener.links.nearest import Near, nearest, one_slip_away
from shortener.links.tables import Slug
from shortener.stores import Database
from tests.links.asking import make

WORDS = st.text("abc", max_size=7)


def find(database: Database, slug: str, domain_id: int = 1) -> tuple[str, int] | None:
    with database.read() as session:
        found: Near | None = nearest(session, domain_id, slug)
    return (found.slug, found.slips) if found else None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Scratch-New", ("scratch-new", 0)),
        ("scratchnew", ("scratch-new", 0)),
        ("b0at", ("boat", 0)),
        ("scrath-new", ("scratch-new", 1)),
        ("csratch-new", ("scratch-new", 1)),
        ("sscratch-new", ("scratch-new", 1)),
        ("scratch-now", ("scratch-new", 1)),
        ("xcratch-new", ("scratch-new", 1)),
        ("scratch-noww", ("scratch-new", 2)),
        ("boar", ("boat", 1)),
        ("bo", None),
        ("go", None),
        ("scratch", None),
        ("something-else", None),
        ("", None),
        ("-", None),
        ("a\0b", None),
        ("\ud800", None),
        ("x" * 255, None),
        ("räder", ("räder-2", 1)),
        ("p/en/boat-rac", ("p/en/boat-race", 1)),
    ],
)
def test_the_nearest_is_found(library: Library, any_database: Database, asked: str, found: tuple[str, int]) -> None:
    for slug in ("scratch-new", "boat", "ab", "räder-2", "p/en/boat-race"):
        make(library, slug)
    assert find(any_database, asked) == found


def test_only_links_of_that_domain_that_are_not_deleted_are_meant(library: Library, database: Database) -> None:
    library.add_domain("rptl.io")
    make(library, "python-book", domain="rptl.io")
    gone = make(library, "pyhton-books")
    library.delete(gone.id, None)
    assert find(database, "python-books") is None
    assert find(database, "python-books", domain_id=2) == ("python-book", 1)


def test_the_fewest_slips_win_and_then_the_alphabet(library: Library, database: Database) -> None:
    for slug in ("lesson-32", "lesson-23", "lesson-2", "Lesson-1x"):
        make(library, slug)
    assert find(database, "lesson-1x") == ("Lesson-1x", 0)
    assert find(database, "lesson-3") == ("lesson-2", 1)


def test_an_alias_is_as_good_as_a_main_slug(library: Library, database: Database) -> None:
    link = make(library, "python-book")
    library.edit(link.id, Edit(slug="something-new"), None)
    assert find(database, "pyton-book") == ("python-book", 1)


def looks_of(database: Database, slug: str) -> list[tuple[str, Any]]:
    """The questions that the search puts to the database."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    find(database, slug)
    event.remove(database.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.stores("sqlite")
def test_every_look_goes_through_the_index(library: Library, database: Database) -> None:
    """So that it takes the same time for a million links as for ten."""
    crowd(library, database)
    asked = looks_of(database, "zcretch-newww")
    assert len(asked) == 4
    with database.read() as session:
        for statement, values in asked:
            plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert any("USING INDEX ix_slugs_domain_id_folded (domain_id=? AND folded" in step for step in plan), plan
            assert not [step for step in plan if re.match(r"SCAN slugs|USE TEMP", step)], plan


@pytest.mark.stores("sqlite")
def test_neighbours_are_read_in_bounds_however_many_begin_alike(library: Library, database: Database) -> None:
    crowd(library, database)
    assert find(database, "scratch-new-4999x") == ("scratch-new-4999", 1)
    assert find(database, "scratch-new-4999xyz") == ("scratch-new-4999", 3)


def crowd(library: Library, database: Database) -> None:
    """5,000 slugs that begin alike, told by statistics; few of each link, which is searched by all that it has."""
    links = [make(library, f"other-{number}").id for number in range(100)]
    row = {"domain_id": 1, "kind": "alias", "created_at": 0}
    slugs = [(f"scratch-new-{number}", links[number % len(links)]) for number in range(5000)]
    with database.write() as session:
        session.execute(insert(Slug), [row | {"slug": s, "folded": fold(s), "link_id": link} for s, link in slugs])
        session.execute(text("ANALYZE slugs"))


def slow_distance(one: str, other: str) -> int:
    """By the definition (optimal string alignment), all cells of the table."""
    cells = {(at, 0): at for at in range(len(one) + 1)} | {(0, at): at for at in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            ways = [cells[i - 1, j] + 1, cells[i, j - 1] + 1, cells[i - 1, j - 1] + (one[i - 1] != other[j - 1])]
            if i > 1 < j and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                ways.append(cells[i - 2, j - 2] + 1)
            cells[i, j] = min(ways)
    return cells[len(one), len(other)]


@given(one=WORDS, other=WORDS, most=st.integers(0, 4))
def test_the_distance_is_that_of_the_definition(one: str, other: str, most: int) -> None:
    truth = slow_distance(one, other)
    assert distance(one, other, most) == (truth if truth <= most else None)


@given(one=st.text("abc", min_size=1, max_size=5), other=st.text("abc", min_size=1, max_size=5))
def test_one_slip_away_is_all_that_one_slip_can_do(one: str, other: str) -> None:
    assert (other in one_slip_away(one)) == (slow_distance(one, other) == 1)
