"""What people have on paper is not broken by the way: a reason is asked for, and kept."""

from typing import Any

import pytest

from shortener.links.drafts import Edit
from shortener.links.library import Library
from tests.links.asking import change, make, refused

HARMS = [
    {"target": "https://elsewhere.example/"},
    {"slug": "renamed"},
    {"enabled": False},
    {"ends_at": 2_000},
    {"starts_at": 1_000},
    {"printed": False},
    {"printed": False, "target": "https://elsewhere.example/"},
]


@pytest.mark.parametrize("values", HARMS)
def test_harm_to_a_printed_link_needs_a_reason(library: Library, values: dict[str, Any]) -> None:
    link = make(library, "poster", printed=True, printed_reason="Poster of 2026")
    error = refused(lambda: change(library, link, reason="  ", **values))
    assert (error.field, error.code) == ("reason", "printed")
    assert "Poster of 2026" in str(error)
    assert library.get(link.id) == link


@pytest.mark.parametrize("values", HARMS)
def test_with_a_reason_it_is_done_and_the_reason_kept(library: Library, values: dict[str, Any]) -> None:
    link = make(library, "poster", printed=True)
    change(library, link, reason=" The page has moved. ", **values)
    assert library.history(link.id)[0].reason == "The page has moved."


@pytest.mark.parametrize("values", [harm for harm in HARMS if harm != {"printed": False}])
def test_other_links_need_no_reason(library: Library, values: dict[str, Any]) -> None:
    link = make(library, "web-only")
    assert change(library, link, **values).version == 2


def test_deleting_a_printed_link_needs_a_reason(library: Library) -> None:
    link = make(library, "poster", printed=True)
    assert refused(lambda: library.delete(link.id, None)).code == "printed"
    assert library.find("", "poster") == link
    library.delete(link.id, None, reason="Misprint, never handed out.")
    assert library.history(link.id)[0].reason == "Misprint, never handed out."


@pytest.mark.parametrize(
    "values",
    [
        {"title": "New"},
        {"tags": ("a",)},
        {"status": 301},
        {"forward_query": True},
        {"ends_at": None},
        {"ends_at": 9_000},
        {"starts_at": 500},
        {"printed_reason": "Leaflet"},
    ],
)
def test_what_breaks_nothing_needs_none(library: Library, values: dict[str, Any]) -> None:
    link = make(library, "poster", printed=True, starts_at=1_000, ends_at=5_000)
    assert change(library, link, **values).version == 2


def test_enabling_again_and_locking_need_none(library: Library) -> None:
    link = make(library, "poster", enabled=False)
    assert change(library, link, printed=True).printed
    assert change(library, link, enabled=True).enabled


def test_a_reason_is_bounded(library: Library) -> None:
    link = make(library, "poster")
    assert refused(lambda: change(library, link, reason="x" * 501, title="t")).field == "reason"
    assert refused(lambda: library.delete(link.id, None, reason="a\0b")).code == "control"


def test_a_reason_is_kept_for_any_edit(library: Library) -> None:
    link = make(library)
    library.edit(link.id, Edit(title="New"), None, reason="Typing mistake")
    assert library.history(link.id)[0].reason == "Typing mistake"
