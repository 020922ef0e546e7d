"""Slugs that nobody names are numbers in a row where the rules want it: each once, and no one that can't be."""

import threading

import pytest

from shortener.links import row
from shortener.links.drafts import Draft
from shortener.links.errors import Refused
from shortener.links.library import Library
from shortener.links.rules import Rules
from shortener.stores import Database
from shortener.yourls.keywords import BASES

TARGET = "https://example.org/"


def counting(database: Database, in_row: str = "all", base: int = 36) -> Library:
    library = Library(database, Rules(site_host="rpf.io", in_row=in_row, digits=BASES[base]))
    library.ensure_default_domain()
    return library


def slugs(library: Library, many: int, *, as_yourls: bool = False) -> list[str]:
    return [library.create(Draft(target=TARGET, as_yourls=as_yourls), None).slug for _ in range(many)]


def go_on(library: Library, number: int) -> None:
    with library.writing(None) as editor:
        editor.go_on_from("", number)


def test_they_count_from_one_in_the_digits_of_the_base(any_database: Database) -> None:
    library = counting(any_database)
    assert slugs(library, 11) == list("123456789ab")
    go_on(library, 1337)
    assert slugs(library, 2) == ["115", "116"]
    go_on(library, 5)
    assert slugs(library, 1) == ["117"]


@pytest.mark.stores("sqlite")
def test_capitals_are_digits_too_where_there_are_62(database: Database) -> None:
    library = counting(database, base=62)
    go_on(library, 1337)
    assert slugs(library, 2) == ["lz", "lA"]


@pytest.mark.stores("sqlite")
def test_what_is_taken_reserved_or_rude_is_skipped(database: Database) -> None:
    library = counting(database)
    for slug in ("1", "3"):
        library.create(Draft(target=TARGET, slug=slug), None)
    library.delete(library.create(Draft(target=TARGET, slug="4"), None).id, None)
    assert slugs(library, 2) == ["2", "5"]
    for word in ("sex", "admin"):
        go_on(library, int(word, 36))
        assert slugs(library, 1) != [word]


@pytest.mark.stores("sqlite")
def test_a_long_stretch_of_taken_ones_is_passed_and_an_endless_one_refused(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = counting(database)
    with library.writing(None) as editor:
        editor.create_all([Draft(target=TARGET, slug=str(number)) for number in range(1, 10)])
    monkeypatch.setattr(row, "AT_ONCE", 2)
    monkeypatch.setattr(row, "MOST_SKIPPED", 6)
    with pytest.raises(Refused, match="No slug in a row is free"):
        slugs(library, 1)
    monkeypatch.setattr(row, "MOST_SKIPPED", 20)
    assert slugs(library, 1) == ["a"]


@pytest.mark.stores("sqlite")
def test_each_domain_counts_for_itself(database: Database) -> None:
    library = counting(database)
    library.add_domain("rptl.io")
    assert slugs(library, 2) == ["1", "2"]
    assert library.create(Draft(target=TARGET, domain="rptl.io"), None).slug == "1"


@pytest.mark.stores("sqlite")
def test_where_only_programs_count_people_get_random_ones(database: Database) -> None:
    library = counting(database, "yourls")
    assert slugs(library, 1, as_yourls=True) == ["1"]
    assert len(slugs(library, 1)[0]) == 6
    assert slugs(library, 1, as_yourls=True) == ["2"]
    assert len(slugs(counting(database, "none"), 1, as_yourls=True)[0]) == 6


def test_workers_at_the_same_time_get_each_one_once(any_database: Database) -> None:
    counting(any_database)
    made: list[str] = []
    workers = [threading.Thread(target=lambda: made.extend(slugs(counting(any_database), 5))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(int(slug, 36) for slug in made) == list(range(1, 21))


@pytest.mark.stores("sqlite")
def test_a_link_that_is_not_made_uses_no_number_up(database: Database) -> None:
    library = counting(database)
    with pytest.raises(Refused):
        library.create(Draft(target="nonsense"), None)
    assert slugs(library, 1) == ["1"]
