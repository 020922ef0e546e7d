"""All slugs are walked page by page: none twice, none left out, whatever they look like, on every database."""

from itertools import groupby

import pytest

from shortener.links import everything
from shortener.links.drafts import Draft, Edit
from shortener.links.everything import count_slugs, slug_pages
from shortener.links.library import Library
from shortener.links.slug import fold
from shortener.stores import Database

SLUGS = (
    "a",
    "A",
    "a-a",
    "aa",
    "AA",
    "Aa",
    "b",
    "ä",
    "Ä",
    "日本",
    "p/el",
    "P/EL",
    "0",
    "o",
    "O",
    "z",
    "_",
    "~",
    "🎉",
    "a_b",
)


@pytest.mark.parametrize("page", [1, 3, 1000])
def test_each_slug_comes_once_beside_those_that_look_alike(
    library: Library, any_database: Database, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    monkeypatch.setattr(everything, "PAGE", page)
    library.add_domain("other.example")
    for slug in SLUGS:
        library.create(Draft(target=f"https://a.example/{slug}", slug=slug, title=slug), None)
    library.create(Draft(target="https://b.example/", slug="b", domain="other.example"), None)
    gone = library.create(Draft(target="https://a.example/", slug="gone"), None)
    library.edit(gone.id, Edit(slug="renamed"), None)
    library.delete(gone.id, None)
    home = next(domain.id for domain in library.domains() if domain.is_default)
    pages = list(slug_pages(any_database, home))
    found = [one for some in pages for one in some]
    assert sorted(one.slug for one in found) == sorted([*SLUGS, "gone", "renamed"])
    assert all(len(some) <= page for some in pages)
    folded = [one.folded for one in found]
    assert [fold(one.slug) for one in found] == folded
    assert len([key for key, _ in groupby(folded)]) == len(set(folded))
    assert count_slugs(any_database, [home]) == len(found)
    assert {one.kind for one in found if one.slug in {"gone", "renamed"}} == {"deleted"}
