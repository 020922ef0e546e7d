"""One link's page: its clicks as bars, as a table, and in figures."""

import re

import pytest
from sqlalchemy import insert

from shortener.admin.link import BREAKDOWNS
from shortener.clicks.breakdown import DIMENSIONS, OTHER
from shortener.clicks.tables import link_days
from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.reports.periods import local_date
from shortener.stores import Database
from tests.admin.conftest import Browser, words
from tests.divided import packed
from tests.reports.clicking import add_quarters, add_totals

HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="one", title="Title"), None)


@pytest.fixture
def clicked(database: Database, link: LinkView) -> LinkView:
    """3 clicks in this hour, 5 some 40 hours ago, 7 some 60 days ago."""
    now = now_ms()
    times = [now] * 3 + [now - 40 * HOUR] * 5 + [now - 60 * DAY] * 7
    add_quarters(database, [(link.id, at, "human") for at in times])
    add_totals(database, link.id, clicks=15, humans=15, last_at=now)
    return link


def figure(text: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text)
    assert found
    return re.sub("<[^>]+>", "", found[1])


def test_the_figures_are_those_of_the_rollups(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}").text
    assert figure(text, "Clicks") == "15"
    assert figure(text, "In 30 days") == "8"
    assert figure(text, "In 24 hours") == "3"


def test_the_address_widens_the_view(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}?hours=48&days=90").text
    assert figure(text, "In 90 days") == "15"
    assert figure(text, "In 48 hours") == "8"
    assert f'href="/admin/links/{clicked.id}?hours=24&amp;days=90#hours"' in text


@pytest.mark.parametrize("question", ["hours=25", "hours=", "hours=x&days=999999", "days=-1"])
def test_a_width_that_is_not_offered_means_the_usual_one(ada: Browser, clicked: LinkView, question: str) -> None:
    text = ada.get(f"/admin/links/{clicked.id}?{question}").text
    assert (figure(text, "In 30 days"), figure(text, "In 24 hours")) == ("8", "3")


def test_each_hour_and_day_is_a_bar_and_those_with_clicks_a_row(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}").text
    days, hours = re.findall(r'<svg class="full".*?</svg>', text, re.DOTALL)
    assert days.count('class="hit"') == 30
    assert hours.count('class="hit"') == 24
    assert len(re.findall('class="bar', hours)) == 1
    tables = re.findall(r"<tbody>.*?</tbody>", text, re.DOTALL)
    assert [int(n) for n in re.findall(r'number">(\d+)<', tables[0])] == [3, 5]
    assert [int(n) for n in re.findall(r'number">(\d+)<', tables[1])] == [3]


def test_a_chart_says_in_words_what_it_shows(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}").text
    assert re.search(r'role="img" aria-labelledby="day-t day-d">\s*<title id="day-t">Clicks per day</title>', text)
    assert "8 clicks in all; most:" in text


def test_without_clicks_the_page_says_so(ada: Browser, link: LinkView) -> None:
    answer = ada.get(f"/admin/links/{link.id}")
    assert figure(answer.text, "Last click") == "Never"
    assert "No clicks in this time" in answer.text
    assert "As a table" not in words(answer)


def test_a_counter_taken_over_stands_beside_our_own(ada: Browser, database: Database, link: LinkView) -> None:
    add_totals(database, link.id, clicks=1, last_at=1, carried=98765)
    assert "and 98,765 from before" in words(ada.get(f"/admin/links/{link.id}"))


def test_where_clicks_came_from_is_broken_down(ada: Browser, database: Database, link: LinkView) -> None:
    counts = {
        "referrer_host": {"": {"human": 4}, "example.com": {"human": 2, "bot": 1}, OTHER: {"human": 2}},
        "family": {"6": {"human": 6}, "4": {"bot": 1}},
    }
    with database.write() as session:
        today = local_date(now_ms(), "UTC").toordinal()
        session.execute(insert(link_days), [{"link_id": link.id, "day": today, "data": packed(counts)}])
    text = words(ada.get(f"/admin/links/{link.id}"))
    assert "Came from Typed, scanned or unknown 4 example.com 3 Others 2" in text
    assert "Network IPv6 6 IPv4 1" in text
    assert "Language" not in text


def test_what_is_broken_down_is_what_the_collector_keeps() -> None:
    assert {dimension for dimension, _, _ in BREAKDOWNS} <= set(DIMENSIONS)


def test_the_page_names_what_the_link_is(ada: Browser, library: Library) -> None:
    link = library.create(
        Draft(
            target="https://example.org/",
            slug="two",
            tags=("t",),
            notes="n1\nn2",
            status=301,
            printed=True,
            printed_reason="Poster",
            starts_at=1777800600000,
        ),
        None,
    )
    text = words(ada.get(f"/admin/links/{link.id}"))
    for expected in (
        "Tags t",
        "Notes n1 n2",
        "Redirect 301",
        "Printed Poster",
        "Starts 3 May 2026, 09:30 UTC",
        "State Live",
    ):
        assert expected in text
