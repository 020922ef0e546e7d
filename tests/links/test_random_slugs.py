"""Random slugs are easy to read from paper, never rude, and there is always another one."""

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.lookalikes import fold
from shortener.links.rude import has_rude_word, is_rude
from shortener.links.rules import Rules
from shortener.links.slug import ALPHABET, check, random_slug
from shortener.stores import Database
from tests.links.asking import TARGET, make


def test_the_alphabet_has_no_look_alikes_and_no_vowels() -> None:
    assert not set(ALPHABET) & set("0oO1lIiaeuy")
    assert len({fold(letter) for letter in ALPHABET}) == len(ALPHABET)


@pytest.mark.parametrize("length", [3, 6, 32])
def test_a_random_slug_has_the_length_asked_for_and_is_no_other_kind_of_slug(length: int) -> None:
    for _ in range(300):
        slug = random_slug(length)
        assert len(slug) == length
        assert set(slug) <= set(ALPHABET)
        assert check(slug) == slug
        assert not is_rude(slug)


def test_random_slugs_differ() -> None:
    assert len({random_slug(10) for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "slug", ["fck", "xxfuckxx", "FUCK", "sh1t", "s3x", "4r53", "mrd", "3ncul3", "kkk", "h88h", "pvt69"]
)
def test_rude_words_are_seen_without_vowels_and_in_digits(slug: str) -> None:
    assert is_rude(slug)


@pytest.mark.parametrize("slug", ["scratch-new", "pico", "boat-race", "translate", "bcdfgh"])
def test_decent_words_pass(slug: str) -> None:
    assert not is_rude(slug)


def test_the_length_comes_from_the_rules(database: Database) -> None:
    library = Library(database, Rules(site_host="rpf.io", slug_length=9))
    library.ensure_default_domain()
    assert len(make(library).slug) == 9


def test_a_full_length_makes_room_by_growing(database: Database) -> None:
    """With one character there are 27 slugs; the rest must be longer, and all of them different."""
    library = Library(database, Rules(site_host="rpf.io", slug_length=1))
    library.ensure_default_domain()
    with library.writing(None) as editor:
        slugs = [editor.create(Draft(target=TARGET)).slug for _ in range(60)]
    assert len(set(slugs)) == 60
    assert max(map(len, slugs)) > 1


def test_a_random_slug_never_looks_like_one_that_is_there(database: Database) -> None:
    library = Library(database, Rules(site_host="rpf.io", slug_length=1))
    library.ensure_default_domain()
    for letter in ALPHABET:
        make(library, f"{letter.upper()}-")
    assert len(make(library).slug) > 1


@pytest.mark.parametrize(
    ("slug", "rude"),
    [("Hello-there", False), ("classic", False), ("shit", True), ("my/SH1T", True), ("my-shit_list", True)],
)
def test_of_a_chosen_slug_only_whole_words_count(slug: str, rude: bool) -> None:
    assert has_rude_word(slug) == rude
