"""The plain fields of a link are trimmed, bounded and free of control characters."""

from typing import Any

import pytest

from shortener.links.library import Library
from tests.links.asking import change, make, refused


@pytest.mark.alike
@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"title": "x" * 501}, "title", "length"),
        ({"notes": "x" * 10_001}, "notes", "length"),
        ({"printed_reason": "x" * 501}, "printed_reason", "length"),
        ({"title": "two\nlines"}, "title", "control"),
        ({"title": "nul\0"}, "title", "control"),
        ({"title": "\ud800"}, "title", "control"),
        ({"notes": "bell\x07"}, "notes", "control"),
        ({"status": 200}, "status", "syntax"),
        ({"status": 304}, "status", "syntax"),
        ({"status": 0}, "status", "syntax"),
        ({"starts_at": 2_000, "ends_at": 1_000}, "ends_at", "syntax"),
        ({"starts_at": 1_000, "ends_at": 1_000}, "ends_at", "syntax"),
        ({"starts_at": -1}, "starts_at", "syntax"),
        ({"ends_at": 10**18}, "ends_at", "syntax"),
        ({"tags": ("x" * 65,)}, "tags", "length"),
        ({"tags": tuple(f"tag {n}" for n in range(31))}, "tags", "length"),
        ({"tags": ("nul\0",)}, "tags", "control"),
        ({"tags": ("\udfff",)}, "tags", "control"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_new_link_and_in_an_edit(
    library: Library, values: dict[str, Any], field: str, code: str
) -> None:
    error = refused(lambda: make(library, **values))
    assert (error.field, error.code) == (field, code)
    link = make(library)
    again = refused(lambda: change(library, link, **values))
    assert (again.field, again.code) == (field, code)
    assert library.get(link.id) == link


def test_the_most_that_fits_fits(library: Library) -> None:
    tags = tuple(f"{n:02}" + "x" * 62 for n in range(30))
    link = make(library, title="é" * 500, notes="z" * 10_000, printed_reason="p" * 500, tags=tags)
    kept = library.get(link.id)
    assert (len(kept.title), len(kept.notes), kept.tags) == (500, 10_000, tags)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_redirect_status_is_taken(library: Library, status: int) -> None:
    assert make(library, status=status).status == status


def test_the_site_default_status_can_be_chosen_again(library: Library) -> None:
    assert change(library, make(library, status=301), status=None).status is None


def test_a_period_is_checked_against_what_stays(library: Library) -> None:
    link = make(library, starts_at=1_000)
    assert refused(lambda: change(library, link, ends_at=500)).field == "ends_at"
    assert change(library, link, starts_at=None, ends_at=500).ends_at == 500


def test_tags_are_one_whatever_their_case_and_spacing(library: Library) -> None:
    first = make(library, tags=("Code Club", "  code   club ", "caf\u00e9", ""))
    second = make(library, tags=("CODE CLUB", "cafe\u0301", "new"))
    assert first.tags == ("caf\u00e9", "Code Club")
    assert second.tags == ("caf\u00e9", "Code Club", "new")


def test_an_edit_replaces_tags(library: Library) -> None:
    link = make(library, tags=("a", "b"))
    assert change(library, link, tags=("b", "c")).tags == ("b", "c")
    assert change(library, link, tags=()).tags == ()
    assert library.get(link.id).tags == ()


def test_tags_that_only_differ_in_case_or_order_are_no_change(library: Library) -> None:
    link = make(library, tags=("Alpha", "beta"))
    assert change(library, link, tags=("BETA", "alpha")) == link
