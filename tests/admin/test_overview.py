"""The overview: today and this week, what is followed, what waits, what was changed, and how the node is."""

from shortener.admin.health import certificate
from shortener.admin.overview import figures
from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.reports.series import Bucket
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, SignedIn, words
from tests.reports.clicking import add_days, add_miss, add_quarters, add_totals

OVERVIEW = "/admin/overview"
DAY = 86_400_000
EVIL = "<script>alert(1)</script>"


def clicked(database: Database, link: int, *days_ago: int, kind: str = "human") -> None:
    found = [(link, now_ms() - days * DAY, kind) for days in days_ago]
    add_quarters(database, found)
    add_days(database, found, "UTC")
    add_totals(database, link, clicks=len(found), humans=len(found), last_at=now_ms())


def test_today_and_the_week_are_told_beside_what_was_before() -> None:
    days = [Bucket(day, day + 1, day, {"human": day - 1, "bot": 1}) for day in range(1, 15)]
    found = figures(days)
    assert (found.today, found.today_people, found.yesterday) == (14, 13, 13)
    assert (found.week, found.week_people, found.week_before) == (
        sum(range(8, 15)),
        sum(range(7, 14)),
        sum(range(1, 8)),
    )


def test_clicks_of_this_week_and_the_links_that_have_them_are_shown(
    ada: Browser, library: Library, database: Database
) -> None:
    links = [library.create(Draft(target="https://example.org/", slug=slug), None).id for slug in ("one", "two")]
    clicked(database, links[1], 0, 0, 2, 9)
    answer = ada.get(OVERVIEW)
    text = words(answer)
    assert "Clicks today 2 2 of people; 0 yesterday" in text
    assert "Clicks in 7 days 3 3 of people; 1 in the 7 days before" in text
    assert "Most followed in 7 days localhost:8000/two 3" in text
    assert f'href="/admin/links/{links[1]}"' in answer.text
    assert f'href="/admin/links/{links[0]}"' not in answer.text


def test_what_was_asked_for_can_be_made_from_here(ada: Browser, database: Database) -> None:
    number = add_miss(database, "scrath", 12)
    add_miss(database, "wp-login.php", 500, looks="PHP")
    answer = ada.get(OVERVIEW)
    assert f'href="/admin/misses/{number}/make"' in answer.text
    assert "scrath 12 times" in words(answer)
    assert "wp-login" not in answer.text
    assert "All 1 of them" in words(answer)


def test_what_was_changed_last_says_who_and_why(ada: Browser, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/", slug="one", printed=True), 1)
    library.edit(link.id, Edit(enabled=False), 1, reason="Out of print")
    assert "one Edited just now by ada : “Out of print”" in words(ada.get(OVERVIEW))


def test_an_empty_site_says_what_will_be_here(ada: Browser) -> None:
    text = words(ada.get(OVERVIEW))
    for sentence in ("No clicks yet", "Nothing to do", "No links yet"):
        assert sentence in text


def test_an_admin_asks_how_the_node_is_and_others_are_not_offered_it(ada: Browser, signed_in: SignedIn) -> None:
    assert 'hx-get="/admin/overview/health"' in ada.get(OVERVIEW).text
    text = words(ada.get(f"{OVERVIEW}/health"))
    assert "How this node is" in text
    assert "Database sqlite answers." in text or "Database postgresql answers." in text
    assert "Collector No collector runs on this node." in text
    assert "Backup No backup is set up here." in text
    script = {"HX-Request": "true", "HX-Target": "section#health"}
    part = ada.client.get(f"{OVERVIEW}/health", base_url=SITE, headers=script)
    assert part.text.strip().startswith("<section")
    editor = signed_in("ed", "editor")
    assert "/admin/overview/health" not in editor.get(OVERVIEW).text


def test_hostile_text_is_text_here_too(ada: Browser, library: Library, database: Database) -> None:
    link = library.create(Draft(target="https://example.org/", slug="a'b&c", printed=True), 1)
    library.edit(link.id, Edit(enabled=False), 1, reason=EVIL)
    clicked(database, link.id, 0)
    add_miss(database, EVIL, 12)
    text = ada.get(OVERVIEW).text
    assert text.count("&lt;script&gt;alert(1)") == 3
    assert "<script>alert" not in text


def test_nobody_shows_a_certificate_here() -> None:
    found = certificate("go.example.org", "::1", 9)
    assert (found.state, found.says.startswith("No certificate can be looked at here")) == ("degraded", True)
