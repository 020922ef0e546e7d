"""The page of what people asked for and nobody made: a list of work, each line of it with what can be done."""

import re

import pytest
from werkzeug.test import TestResponse

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, value_of, words
from tests.reports.clicking import add_miss

EVIL = "\"'><script>alert(1)</script><img src=x>"


@pytest.fixture
def asked_for(library: Library, database: Database) -> dict[str, int]:
    library.create(Draft(target="https://example.org/new", slug="scratch-new"), None)
    return {
        "scrath-new": add_miss(database, "scrath-new", 1200, referrers='{"a.example":2}', last_at=1777800600000),
        "other": add_miss(database, "other.", 3, wanted="other"),
        "wp-login.php": add_miss(database, "wp-login.php", 500, looks="PHP"),
        "printed.php": add_miss(database, "printed.php", 2, looks="PHP"),
    }


def slugs(answer: TestResponse) -> list[str]:
    table = answer.text.partition("<tbody")[2]
    return re.findall(r'<span class="short"[^>]*><span class="host">[^<]*</span>([^<]*)</span>', table)


def test_open_ones_are_shown_with_count_time_sites_and_what_was_meant(ada: Browser, asked_for: dict[str, int]) -> None:
    answer = ada.get("/admin/misses")
    assert slugs(answer) == ["scrath-new", "other."]
    text = words(answer)
    assert "1,200" in text
    assert "From a.example (2)" in text
    assert "Near scratch-new , which leads to https://example.org/new" in text
    assert "Open 2 Scanners 2 Ignored 0 Made 0" in text
    assert '<time datetime="2026-05-03T09:30:00+00:00"' in answer.text


def test_the_address_chooses_and_sorts(ada: Browser, asked_for: dict[str, int]) -> None:
    assert slugs(ada.get("/admin/misses?state=scanner")) == ["wp-login.php", "printed.php"]
    assert "Looks like a scanner’s: PHP" in words(ada.get("/admin/misses?state=scanner"))
    assert slugs(ada.get("/admin/misses?sort=slug")) == ["other.", "scrath-new"]
    assert slugs(ada.get("/admin/misses?q=OTH")) == ["other."]
    assert slugs(ada.get("/admin/misses?q=zzz")) == []
    assert slugs(ada.get("/admin/misses?outcome=deleted")) == []
    nonsense = ada.get("/admin/misses?state=x&outcome=x&sort=x&page=x&domain=")
    assert slugs(nonsense) == ["scrath-new", "other."]


def test_nothing_asked_for_says_that_all_is_well(ada: Browser) -> None:
    assert "Everything that people asked for is there." in words(ada.get("/admin/misses"))


def test_make_this_link_fills_the_box_with_the_slug_and_where_the_nearest_leads(
    ada: Browser, library: Library, asked_for: dict[str, int]
) -> None:
    library.add_domain("rptl.io")
    assert f'href="/admin/misses/{asked_for["scrath-new"]}/make"' in ada.get("/admin/misses").text
    box = ada.get(f"/admin/misses/{asked_for['scrath-new']}/make")
    assert (value_of(box, "slug"), value_of(box, "target")) == ("scrath-new", "https://example.org/new")
    assert value_of(box, "domain") == "localhost"
    assert "Asked for 1,200 times and never made: localhost/scrath-new" in words(box)
    answer = ada.post("/admin/", slug="scrath-new", target="https://example.org/new", enabled="on")
    assert "Already shortened" in words(answer)
    answer = ada.post("/admin/", slug="scrath-new", target="https://example.org/new", enabled="on", anyway="on")
    assert answer.status_code == 303
    assert slugs(ada.get("/admin/misses")) == ["other."]
    made = ada.get("/admin/misses?state=made")
    assert slugs(made) == ["scrath-new"]
    assert "Now a link: scrath-new" in words(made)


def test_a_form_that_only_punctuation_tells_apart_is_made_without_it(ada: Browser, asked_for: dict[str, int]) -> None:
    box = ada.get(f"/admin/misses/{asked_for['other']}/make")
    assert (value_of(box, "slug"), value_of(box, "target")) == ("other", "")
    ada.post("/admin/", slug="other", target="https://example.org/other", enabled="on")
    assert slugs(ada.get("/admin/misses")) == ["scrath-new"]


def test_one_that_is_not_there_can_not_be_made(ada: Browser) -> None:
    for number in ("7", "9" * 40):
        assert ada.get(f"/admin/misses/{number}/make").status_code == 404


def test_one_is_ignored_by_its_button_and_the_list_stays_where_it_was(ada: Browser, asked_for: dict[str, int]) -> None:
    answer = ada.client.post(
        "/admin/misses/ignore?sort=last&page=2",
        base_url=SITE,
        headers={"Origin": SITE},
        data={"id": [str(asked_for["scrath-new"])], "only": str(asked_for["other"])},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/misses?sort=last&page=2&done=ignored")
    assert slugs(ada.get("/admin/misses")) == ["scrath-new"]
    ignored = ada.get("/admin/misses?state=ignored")
    assert slugs(ignored) == ["other."]
    assert 'action="/admin/misses/reopen?state=ignored"' in ignored.text


def test_several_that_are_ticked_are_decided_at_once(ada: Browser, asked_for: dict[str, int]) -> None:
    ticked = {"id": [str(number) for number in asked_for.values()]}
    for path, shown in (("ignore", []), ("reopen", ["scrath-new", "wp-login.php", "other.", "printed.php"])):
        ada.client.post(f"/admin/misses/{path}", base_url=SITE, headers={"Origin": SITE}, data=ticked)
        assert slugs(ada.get("/admin/misses")) == shown


def test_what_only_looks_like_a_scanner_s_becomes_work(ada: Browser, asked_for: dict[str, int]) -> None:
    ada.post("/admin/misses/reopen?state=scanner", only=str(asked_for["printed.php"]))
    assert slugs(ada.get("/admin/misses?state=scanner")) == ["wp-login.php"]
    assert slugs(ada.get("/admin/misses")) == ["scrath-new", "other.", "printed.php"]


@pytest.mark.parametrize("number", ["", "x", "²", "-1", "9" * 40])
def test_a_made_up_number_changes_nothing(ada: Browser, asked_for: dict[str, int], number: str) -> None:
    answer = ada.post("/admin/misses/ignore", id=number)
    assert answer.headers["Location"] == "/admin/misses?done=none-ticked"
    assert "Nothing was ticked" in words(ada.get(answer.headers["Location"]))
    assert len(slugs(ada.get("/admin/misses"))) == 2


def test_pages_follow_each_other_and_keep_the_question(ada: Browser, library: Library, database: Database) -> None:
    for number in range(30):
        add_miss(database, f"n{number:02}")
    first = ada.get("/admin/misses?q=n&sort=slug")
    assert slugs(first) == [f"n{number:02}" for number in range(25)]
    assert 'rel="next" href="/admin/misses?q=n&amp;sort=slug&amp;page=2"' in first.text
    second = ada.get("/admin/misses?q=n&sort=slug&page=2")
    assert slugs(second) == [f"n{number:02}" for number in range(25, 30)]
    assert 'action="/admin/misses/ignore?q=n&amp;sort=slug&amp;page=2"' in second.text


def test_a_viewer_sees_them_and_is_offered_nothing(signed_in: SignedIn, asked_for: dict[str, int]) -> None:
    vera = signed_in("vera", "viewer")
    answer = vera.get("/admin/misses")
    assert slugs(answer) == ["scrath-new", "other."]
    assert "Make this link" not in answer.text
    assert 'name="only"' not in answer.text
    assert vera.get(f"/admin/misses/{asked_for['other']}/make").status_code == 403


def test_whatever_a_scanner_sends_is_shown_as_text(ada: Browser, library: Library, database: Database) -> None:
    number = add_miss(database, EVIL, 5, last_referrer=EVIL, referrers='{"<script>alert(1)</script>":1}')
    for path in ("/admin/misses", f"/admin/misses/{number}/make", "/admin/misses?q=%22%3E%3Cscript%3Ealert(1)"):
        text = ada.get(path).text
        assert "<script>alert" not in text, path
        assert "<img" not in text, path


def test_a_domain_that_is_gone_offers_no_link_to_make(ada: Browser, database: Database) -> None:
    add_miss(database, "old", domain_id=99)
    answer = ada.get("/admin/misses")
    assert "a removed domain/ old" in words(answer)
    assert "Make this link" not in answer.text
