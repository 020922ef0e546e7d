"""The last half hour of a link: on its page, and again as a part when a script asks."""

import pytest
from werkzeug.test import TestResponse

from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.stores import Database
from tests.admin.conftest import SITE, Browser, words
from tests.reports.clicking import add_clicks

MINUTE = 60_000


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="one"), None)


def part(browser: Browser, link: LinkView) -> TestResponse:
    path = f"/admin/links/{link.id}/live"
    return browser.client.get(path, base_url=SITE, headers={"HX-Target": "section#live"})


def test_the_newest_clicks_are_told_in_words(ada: Browser, database: Database, link: LinkView) -> None:
    now = now_ms()
    plain = {"link_id": link.id, "clicked_at": now}
    add_clicks(
        database,
        [plain | {"country": "GB", "channel": "qr"}, plain | {"class": "bot", "clicked_at": now - 40 * MINUTE}],
    )
    add_clicks(database, [plain | {"class": "preview", "clicked_at": now - 3 * MINUTE}, plain | {"link_id": 77}])
    for answer in (ada.get(f"/admin/links/{link.id}"), part(ada, link)):
        text = words(answer)
        assert "Last half hour 2 clicks" in text
        assert "United Kingdom QR code Person" in text
        assert "Unknown Unknown Preview" in text
        assert "Robot " not in text


def test_the_part_is_the_section_alone(ada: Browser, link: LinkView) -> None:
    text = part(ada, link).text
    assert text.lstrip().startswith('<section class="card stack no-print" id="live"')
    assert "Nobody in this time" in text
    assert "<html" not in text
    assert ada.get(f"/admin/links/{link.id}/live").headers["Location"] == f"/admin/links/{link.id}#live"


def test_of_many_only_a_few_are_listed_and_all_counted(ada: Browser, database: Database, link: LinkView) -> None:
    add_clicks(database, [{"link_id": link.id, "clicked_at": now_ms()}] * 1200)
    text = words(part(ada, link))
    assert "1,200 clicks" in text
    assert text.count("Person") == 8


def test_a_link_that_is_not_there_has_no_last_half_hour(ada: Browser) -> None:
    assert ada.get("/admin/links/99/live").status_code == 404
