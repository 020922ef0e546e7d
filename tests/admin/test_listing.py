"""The list of links: found, filtered, sorted and paged by its address alone."""

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, words
from tests.reports.clicking import add_days, add_totals


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
    assert '<option value="food" selected>food</option>' in text
    assert '<option value="off" selected>' in text
    assert '<option value="clicks" selected>' in text


def test_column_heads_keep_the_question_and_turn_the_order(ada: Browser, some: dict[str, int]) -> None:
    text = ada.get("/admin/?q=example&sort=clicks").text
    assert 'aria-sort="descending"' in text
    assert 'href="/admin/?q=example&amp;sort=clicks&amp;order=asc"' in text
    assert 'href="/admin/?q=example&amp;sort=slug"' in text


def way(answer: TestResponse, rel: str) -> str:
    """The address of the next or the previous page; empty where there is none."""
    found = re.search(rf'rel="{rel}" href="([^"]*)"', answer.text)
    return unescape(found[1]) if found else ""


def test_pages_follow_each_other_there_and_back_and_keep_the_question(ada: Browser, library: Library) -> None:
    for number in range(30):
        library.create(Draft(target="https://example.org/", slug=f"n{number:02}"), None)
    first = ada.get("/admin/?q=example&sort=slug")
    assert slugs(first) == [f"n{number:02}" for number in range(25)]
    assert way(first, "prev") == ""
    second = ada.get(way(first, "next"))
    assert slugs(second) == [f"n{number:02}" for number in range(25, 30)]
    assert way(second, "next") == ""
    assert slugs(ada.get(way(second, "prev"))) == slugs(first)


@pytest.mark.parametrize("mark", ["0", "-1", "x-1", "1-", "99999999999999999999-1", "²-1", "1-2-3", "%00-1"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_a_mark_that_says_nothing_is_the_beginning(ada: Browser, some: dict[str, int], way: str, mark: str) -> None:
    answer = ada.get(f"/admin/?{way}={mark}")
    assert answer.status_code == 200
    assert len(slugs(answer)) == 3


def test_what_narrows_the_list_can_be_taken_off_one_by_one(ada: Browser, some: dict[str, int]) -> None:
    text = ada.get("/admin/?q=example&tag=food&sort=clicks").text
    assert 'class="chip" href="/admin/?tag=food&amp;sort=clicks"' in text
    assert 'class="chip" href="/admin/?q=example&amp;sort=clicks"' in text


def test_a_script_gets_the_list_alone_and_the_address_it_stands_for(ada: Browser, some: dict[str, int]) -> None:
    script = {"HX-Request": "true", "HX-Target": "section#list", "HX-Current-URL": "http://localhost:8000/admin/"}
    answer = ada.client.get("/admin/?q=fruit&state=", base_url=SITE, headers=script)
    assert answer.text.strip().startswith("<section")
    assert slugs(answer) == ["apple"]
    assert answer.headers["HX-Push-Url"] == "/admin/?q=fruit"
    script["HX-Current-URL"] += "?q=fruit"
    answer = ada.client.get("/admin/?q=fruity", base_url=SITE, headers=script)
    assert answer.headers["HX-Replace-Url"] == "/admin/?q=fruity"


def test_a_script_is_told_that_the_sign_in_has_ended(stranger: Browser) -> None:
    answer = stranger.client.get("/admin/", base_url=SITE, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.data) == (401, b"")


def test_the_density_is_kept_in_this_browser(ada: Browser, some: dict[str, int]) -> None:
    assert 'class="links roomy"' in ada.get("/admin/").text
    assert 'class="links compact"' in ada.get("/admin/?rows=compact").text
    assert 'class="links compact"' in ada.get("/admin/").text


def test_each_row_shows_its_last_thirty_days(ada: Browser, some: dict[str, int], database: Database) -> None:
    add_days(database, [(some["boat"], now_ms(), "human")] * 7, "UTC")
    text = ada.get("/admin/").text
    assert text.count('aria-label="7 in 30 days, at most 7 a day"') == 1
    assert text.count('aria-label="0 in 30 days"') == 2


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


def test_one_link_is_a_file_of_one_link(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="one"), None)
    assert "CSV of 1 link " in words(ada.get("/admin/"))


def test_keys_that_a_viewer_can_not_use_are_not_shown(signed_in: SignedIn) -> None:
    for role, can in (("editor", True), ("viewer", False)):
        told = words(signed_in(role, role).get("/admin/"))
        assert ("Create a link" in told, "pasted anywhere" in told) == (can, can)
        assert "Show these keys" in told
