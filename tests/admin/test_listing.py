"""The list of links: found, filtered, sorted and paged by its address alone."""

import re

import pytest
from werkzeug.test import TestResponse

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from tests.admin.conftest import Browser, words
from tests.reports.clicking import add_totals


@pytest.fixture
def some(library: Library, database: Database) -> dict[str, int]:
    library.add_domain("rptl.io")
    drafts = [
        Draft(target="https://example.org/a", slug="apple", title="Red fruit", tags=("food",)),
        Draft(target="https://example.org/b", slug="boat", notes="sails"),
        Draft(target="https://example.org/c", slug="cloud", domain="rptl.io"),
        Draft(target="https://example.org/d", slug="door"),
    ]
    ids = {draft.slug: library.create(draft, None).id for draft in drafts}
    library.edit(ids["boat"], Edit(enabled=False), None)
    library.delete(ids["door"], None)
    add_totals(database, ids["boat"], clicks=1234567, last_at=1777800600000)
    add_totals(database, ids["apple"], clicks=2, last_at=1777800600001)
    return ids


def slugs(answer: TestResponse) -> list[str]:
    table = answer.text.partition("<tbody")[2]
    return re.findall(r'<a class="short"[^>]*><span class="host">[^<]*</span>([^<]*)</a>', table)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", {"apple", "boat", "cloud"}),
        ("q=FRUIT", {"apple"}),
        ("q=sails", {"boat"}),
        ("q=example.org+app", {"apple"}),
        ("q=nothing-like-it", set()),
        ("tag=food", {"apple"}),
        ("domain=rptl.io", {"cloud"}),
        ("state=off", {"boat"}),
        ("state=deleted", {"door"}),
        ("state=live", {"apple", "cloud"}),
        ("state=nonsense", {"apple", "boat", "cloud"}),
    ],
)
def test_the_address_chooses_links(ada: Browser, some: dict[str, int], question: str, found: set[str]) -> None:
    assert set(slugs(ada.get(f"/admin/?{question}"))) == found


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("", ["cloud", "boat", "apple"]),
        ("sort=slug", ["apple", "boat", "cloud"]),
        ("sort=slug&order=desc", ["cloud", "boat", "apple"]),
        ("sort=clicks", ["boat", "apple", "cloud"]),
        ("sort=last", ["apple", "boat", "cloud"]),
        ("sort=created&order=asc", ["apple", "boat", "cloud"]),
        ("sort=drop+table", ["cloud", "boat", "apple"]),
    ],
)
def test_the_address_sorts_links(ada: Browser, some: dict[str, int], question: str, order: list[str]) -> None:
    assert slugs(ada.get(f"/admin/?{question}")) == order


def test_a_row_shows_clicks_state_and_times(ada: Browser, some: dict[str, int]) -> None:
    answer = ada.get("/admin/?q=boat")
    assert "1,234,567" in words(answer)
    assert "Disabled" in answer.text.partition("<tbody")[2]
    assert '<time datetime="2026-05-03T09:30:00+00:00" title="3 May 2026, 09:30 UTC">' in answer.text


def test_the_filter_form_shows_what_is_asked(ada: Browser, some: dict[str, int]) -> None:
    text = ada.get("/admin/?q=a%22b&tag=food&state=off&sort=clicks").text
    assert 'name="q" type="search" value="a&#34;b"' in text
    assert "<option selected>food</option>" in text
    assert '<option value="off" selected>' in text
    assert '<option value="clicks" selected>' in text


def test_column_heads_keep_the_question_and_turn_the_order(ada: Browser, some: dict[str, int]) -> None:
    text = ada.get("/admin/?q=example&sort=clicks").text
    assert 'aria-sort="descending"' in text
    assert 'href="/admin/?q=example&amp;sort=clicks&amp;order=asc"' in text
    assert 'href="/admin/?q=example&amp;sort=slug"' in text


def test_pages_follow_each_other_and_keep_the_question(ada: Browser, library: Library) -> None:
    for number in range(30):
        library.create(Draft(target="https://example.org/", slug=f"n{number:02}"), None)
    first = ada.get("/admin/?q=example&sort=slug")
    assert slugs(first) == [f"n{number:02}" for number in range(25)]
    assert 'rel="next" href="/admin/?q=example&amp;sort=slug&amp;page=2"' in first.text
    second = ada.get("/admin/?q=example&sort=slug&page=2")
    assert slugs(second) == [f"n{number:02}" for number in range(25, 30)]
    assert 'rel="prev" href="/admin/?q=example&amp;sort=slug&amp;page=1"' in second.text
    assert 'rel="next"' not in second.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²", "7"])
def test_a_page_that_is_not_there_is_the_nearest_one(ada: Browser, some: dict[str, int], page: str) -> None:
    answer = ada.get(f"/admin/?page={page}")
    assert answer.status_code == 200
    assert len(slugs(answer)) == 3


def test_no_links_yet_says_what_to_do(ada: Browser) -> None:
    assert "No links yet" in words(ada.get("/admin/"))


def test_nothing_found_says_so_and_shows_the_way_back(ada: Browser, some: dict[str, int]) -> None:
    answer = ada.get("/admin/?q=zzz")
    assert "Nothing matches" in words(answer)
    assert "Show all links" in words(answer)


def test_a_target_that_is_no_web_address_is_text_not_a_link(ada: Browser, library: Library) -> None:
    library.create(Draft(target="mailto:hello@example.org", slug="mail"), None)
    text = ada.get("/admin/").text
    assert "mailto:hello@example.org" in text
    assert 'href="mailto:' not in text
