"""Whatever people store comes out as text, on every screen that shows it."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import insert

from shortener.accounts.tables import Person
from shortener.admin.linkasked import BREAKDOWNS
from shortener.clicks.tables import link_days
from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.reports.periods import local_date
from shortener.stores import Database
from tests.admin.conftest import PASSWORD, Browser, SignedIn
from tests.divided import packed
from tests.reports.clicking import add_clicks

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
SCREENS = (
    "/admin/?state=deleted",
    "/admin/",
    "/admin/links/1",
    "/admin/links/1/edit",
    "/admin/links/1/history",
    "/admin/links/1/delete",
    "/admin/links/1/back/1",
    "/admin/links/1/qr",
    f"/admin/links/1/history?on={local_date(now_ms(), 'UTC')}",
)


def unharmed(browser: Browser, path: str) -> str:
    text = browser.get(path).text
    assert "<script>alert" not in text, path
    assert "<img src=x" not in text, path
    return text


@pytest.mark.parametrize("field", ["title", "notes", "tags", "printed_reason"])
def test_text_of_a_link_is_shown_as_text(ada: Browser, library: Library, field: str) -> None:
    value = (EVIL[:60],) if field == "tags" else EVIL
    draft = Draft(target="https://example.org/", slug="one", printed=True, **{field: value})  # type: ignore[arg-type]  # one field of several types
    library.create(draft, None)
    library.edit(1, Edit(title="now <b>bold</b>"), None, reason=EVIL)
    for path in SCREENS:
        unharmed(ada, path)
    assert "&lt;" in unharmed(ada, "/admin/links/1/history")


def test_a_target_is_shown_as_text(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/?q=\"'<script>alert(1)</script>", slug="one"), None)
    for path in SCREENS:
        unharmed(ada, path)


def test_a_slug_is_shown_as_text_and_copied_encoded(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="a'b&c=é"), None)
    text = unharmed(ada, "/admin/")
    assert 'data-copy="http://localhost:8000/a&#39;b&amp;c=é"' in text


def test_what_was_searched_is_shown_as_text(ada: Browser) -> None:
    narrow = ("q", "tag", "domain", "state", "owner", "since", "until", "kind", "clicks")
    for name in (*narrow, "sort", "after", "done", "made"):
        unharmed(ada, f"/admin/?{name}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")


@pytest.mark.parametrize("source", ["counts", "clicks"])
def test_what_visitors_send_is_shown_as_text(ada: Browser, library: Library, database: Database, source: str) -> None:
    library.create(Draft(target="https://example.org/", slug="one"), None)
    sent = dict.fromkeys(("referrer_host", "campaign", "reason"), EVIL[:60]) | {"language": EVIL[:35]}
    add_clicks(database, [sent | {"clicked_at": now_ms()}])
    with database.write() as session:
        counts = packed({name: {value: {"human": 1}} for name, value in sent.items()})
        today = local_date(now_ms(), "UTC").toordinal()
        session.execute(insert(link_days), [{"link_id": 1, "day": today, "data": counts}])
    text = unharmed(ada, "/admin/links/1" if source == "counts" else "/admin/links/1?channel=")
    assert text.count("&lt;script&gt;alert(1)") >= len(sent)
    follow = re.search(r'href="([^"]*campaign=[^"]*)"', text)
    assert follow
    assert "&lt;script&gt;" in unharmed(ada, unescape(follow[1]).partition("#")[0])


def test_what_a_link_page_is_asked_is_shown_as_text(ada: Browser, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="one"), None)
    names = ("range", "since", "until", "who", "compare", "family", *(name for name, _, _ in BREAKDOWNS))
    for name in names:
        unharmed(ada, f"/admin/links/1?{name}={quote(EVIL)}")
    unharmed(ada, f"/admin/links/1/history?on={quote(EVIL)}")
    for name in ("size", "margin", "dark", "light", "form", "scans", "place"):
        unharmed(ada, f"/admin/links/1/qr?{name}={quote(EVIL)}")


def test_names_of_people_are_shown_as_text(signed_in: SignedIn, library: Library) -> None:
    evil = signed_in(EVIL[:60])
    evil.post("/admin/", target="https://example.org/", slug="one")
    for path in ("/admin/", "/admin/account", "/admin/people", *SCREENS):
        unharmed(evil, path)


def test_the_browser_that_somebody_claims_is_shown_as_text(
    stranger: Browser, add_person: Callable[..., Person]
) -> None:
    add_person()
    stranger.client.environ_base["HTTP_USER_AGENT"] = EVIL
    stranger.post("/admin/sign-in", name="ada", password=PASSWORD)
    assert "&lt;script&gt;alert(1)" in unharmed(stranger, "/admin/account")


def test_the_notice_in_an_address_is_never_its_words(ada: Browser) -> None:
    text = ada.get("/admin/?done=Your+account+is+closed").text
    assert "Your account is closed" not in text


def test_refused_text_is_shown_as_text(ada: Browser) -> None:
    answer = ada.post(
        "/admin/", target=EVIL, slug=EVIL, title=EVIL, tags=EVIL, notes=f"</textarea>{EVIL}", starts_at=EVIL
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "</textarea>&#34;" not in answer.text


def test_odd_scripts_and_pictures_in_titles_come_back_whole(ada: Browser, library: Library) -> None:
    title = "الرماية 🎉 👩🏽‍💻 " + "long " * 90
    library.create(Draft(target="https://example.org/", slug="one", title=title, ends_at=now_ms() - 1), None)
    assert title.strip() in ada.get("/admin/").text
    assert "Ended" in ada.get("/admin/").text
