"""Slugs that a hasty reader takes for one another fold to the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shortener.links.library import Library
from shortener.links.lookalikes import fold
from tests.links.asking import change, make


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("scratch-new", "scratchnew"),
        ("Scratch-New", "scratch_new"),
        ("p/en/x", "P/EN/X"),
        ("p1co", "plco"),
        ("pico", "p1c0"),
        ("b00k", "BOOK"),
        ("straße", "STRASSE"),
        ("ｆｕｌｌ", "full"),
        ("раураl", "paypal"),  # Cyrillic but for the last letter
        ("ορθο", "opθo"),  # Greek
        ("a\u2011b", "a-b"),
        ("ab\u200c", "ab"),
    ],
)
def test_look_alikes_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("a/b", "ab"), ("pico2", "pico3"), ("v1.2", "v12"), ("cat", "cot")])
def test_what_looks_different_stays_so(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(st.characters(codec="utf-8"), max_size=255))
def test_a_folded_slug_fits_its_column_and_ignores_case(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= 255
    assert folded == folded.casefold()


def test_a_ligature_that_unfolds_to_many_letters_is_cut() -> None:
    assert len(fold("ﷺ" * 255)) == 255


def test_similar_names_what_a_slug_could_be_mistaken_for(library: Library) -> None:
    for slug in ("scratch-new", "scratchnew", "Scratch_New", "scratch-old"):
        make(library, slug)
    assert sorted(library.similar("scratch-new")) == ["Scratch_New", "scratchnew"]
    assert library.similar("5cratch") == []


def test_similar_counts_aliases_and_leaves_out_deleted_ones(library: Library) -> None:
    renamed = make(library, "foo-1")
    change(library, renamed, slug="bar")
    gone = make(library, "fool")
    library.delete(gone.id, None)
    assert library.similar("f0o1") == ["foo-1"]


def test_similar_looks_at_one_domain_only(library: Library) -> None:
    library.add_domain("rptl.io")
    make(library, "foo-bar", domain="rptl.io")
    assert library.similar("foobar") == []
    assert library.similar("foobar", "rptl.io") == ["foo-bar"]
    assert library.similar("foobar", "nowhere.example") == []


@pytest.mark.parametrize("slug", ["", "\0", "\ud800", "x" * 5000])
def test_similar_survives_what_is_no_slug(library: Library, slug: str) -> None:
    assert library.similar(slug) == []
