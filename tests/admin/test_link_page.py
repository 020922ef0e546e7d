"""One link's page: its clicks as bars, as a table, and in figures."""

import re
from html import unescape

import pytest
from sqlalchemy import delete, insert

from shortener.admin.linkasked import BREAKDOWNS
from shortener.admin.marks import MOST
from shortener.admin.spans import RANGES
from shortener.clicks.breakdown import ALWAYS, DIMENSIONS, OTHER
from shortener.clicks.complete import move_complete_from
from shortener.clicks.tables import link_days
from shortener.clock import now_ms
from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.links.views import LinkView
from shortener.reports.periods import day_start, local_date
from shortener.stores import Database
from tests.admin.conftest import Browser, words
from tests.divided import Divided, packed
from tests.reports.clicking import Click, add_clicks, add_link_days, add_quarters, add_totals
from tests.reports.test_periods import ms

HOUR, DAY = 3_600_000, 86_400_000


@pytest.fixture
def link(library: Library) -> LinkView:
    return library.create(Draft(target="https://example.org/", slug="one", title="Title"), None)


@pytest.fixture
def clicked(database: Database, link: LinkView) -> LinkView:
    """3 clicks in this hour, 5 some 40 hours ago, 7 some 60 days ago."""
    now = now_ms()
    times = [now] * 3 + [now - 40 * HOUR] * 5 + [now - 60 * DAY] * 7
    add(database, [(link.id, at, "human") for at in times])
    add_totals(database, link.id, clicks=15, humans=15, last_at=now)
    return link


def add(database: Database, found: list[Click], more: Divided | None = None) -> None:
    """By time and by dimension."""
    add_quarters(database, found)
    add_link_days(database, found, more=more)


def add_day(database: Database, link: LinkView, divided: Divided) -> None:
    with database.write() as session:
        today = local_date(now_ms(), "UTC").toordinal()
        session.execute(insert(link_days), [{"link_id": link.id, "day": today, "data": packed(divided)}])


def wide(text: str) -> str:
    """The chart that wide windows show."""
    found = re.search(r'<svg class="full".*?</svg>', text, re.DOTALL)
    assert found
    return found[0]


def figure(text: str, name: str) -> str:
    found = re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", text)
    assert found
    return re.sub("<[^>]+>", "", found[1])


def test_the_figures_are_those_of_the_rollups(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}").text
    assert figure(text, "Clicks ever") == "15"
    assert figure(text, "Clicks in 30 days") == "8"
    assert figure(text, "In the time before") == "0"


@pytest.mark.parametrize(
    ("asked", "words", "shown"),
    [
        ("24h", "in 24 hours", ("3", 24)),
        ("7d", "in 7 days", ("8", 7)),
        ("90d", "in 90 days", ("15", 90)),
        ("all", "since it was made", ("3", 24)),
    ],
)
def test_the_address_says_which_time_is_shown(
    ada: Browser, clicked: LinkView, asked: str, words: str, shown: tuple[str, int]
) -> None:
    """All of a link that was made today is today, by hour; on other ranges the unit is as wide as it has to be."""
    text = ada.get(f"/admin/links/{clicked.id}?range={asked}").text
    assert (figure(text, f"Clicks {words}"), wide(text).count('class="hit"')) == shown
    assert f'aria-current="true">{dict(RANGES)[asked]}</a>' in text


def test_from_one_day_to_another_both_are_included(ada: Browser, database: Database, link: LinkView) -> None:
    add(database, [(link.id, ms(f"2026-05-0{day}T12:00Z"), "human") for day in (1, 2, 3, 4)])
    text = ada.get(f"/admin/links/{link.id}?since=2026-05-02&until=2026-05-03").text
    assert figure(text, "Clicks from 2 May 2026 to 3 May 2026") == "2"
    assert figure(text, "In the time before") == "1"


def test_a_longer_time_has_wider_bars(ada: Browser, link: LinkView) -> None:
    for since, title in (
        ("2026-05-02", "hour"),
        ("2026-03-01", "day"),
        ("2025-05-03", "week"),
        ("2008-05-03", "month"),
    ):
        text = ada.get(f"/admin/links/{link.id}?since={since}&until=2026-05-03").text
        assert f"Clicks per {title}</h2>" in text


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("since=2026-05-04&until=2026-05-03", "The last day comes before the first day"),
        ("since=yesterday", "This day can’t be read"),
        ("since=1066-10-14", "between the years 1970 and 9998"),
        ("since=1980-01-01&until=2026-01-01", "At most 20 years"),
        ("since=9000-01-01", "The first day comes after the last day"),
    ],
)
def test_days_that_make_no_sense_are_told_and_the_usual_time_is_shown(
    ada: Browser, clicked: LinkView, question: str, sentence: str
) -> None:
    answer = ada.get(f"/admin/links/{clicked.id}?{question}")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert figure(answer.text, "Clicks in 30 days") == "8"


@pytest.mark.parametrize("question", ["range=25h", "range=", "who=x&compare=999999", "range=all'--", "who=%00"])
def test_what_is_not_offered_means_the_usual(ada: Browser, clicked: LinkView, question: str) -> None:
    answer = ada.get(f"/admin/links/{clicked.id}?{question}")
    assert answer.status_code == 200
    assert "Clicks" in answer.text


def test_people_and_robots_can_be_told_apart(ada: Browser, database: Database, link: LinkView) -> None:
    now = now_ms()
    kinds = ["human"] * 4 + ["bot"] * 2 + ["preview", "prefetch", "unknown"]
    day = {"country": {"GB": {"human": 4, "bot": 1}, "DE": {"bot": 1, "preview": 1, "prefetch": 1, "unknown": 1}}}
    add(database, [(link.id, now, kind) for kind in kinds], day)
    for who, clicks, countries in (
        ("", "9", "United Kingdom 5 56 % Only Germany 4 44 %"),
        ("humans", "4", "United Kingdom 4 100 %"),
        ("bots", "4", "Germany 3 75 % Only United Kingdom 1 25 %"),
    ):
        answer = ada.get(f"/admin/links/{link.id}?who={who}")
        assert figure(answer.text, "Clicks in 30 days") == clicks
        assert f"Country Only {countries} " in words(answer)


def test_the_time_before_or_the_year_before_or_nothing_stands_beside(
    ada: Browser, database: Database, link: LinkView
) -> None:
    now = now_ms()
    add(database, [(link.id, at, "human") for at in (now, now - 40 * DAY, now - 41 * DAY, now - 365 * DAY)])
    before, year, none = (
        ada.get(f"/admin/links/{link.id}?range=30d&compare={compare}").text for compare in ("", "year", "none")
    )
    assert figure(before, "In the time before") == "2"
    assert figure(year, "A year before") == "1"
    assert [wide(text).count('class="beside"') for text in (before, year, none)] == [1, 1, 0]
    assert "1 click, 0 before" in before


def test_each_bar_with_clicks_is_a_row(ada: Browser, clicked: LinkView) -> None:
    text = ada.get(f"/admin/links/{clicked.id}?compare=none").text
    assert len(re.findall('class="bar', wide(text))) == 2
    assert [int(n) for n in re.findall(r'number">(\d+)<', re.findall(r"<tbody>.*?</tbody>", text, re.DOTALL)[0])] == [
        3,
        5,
    ]


def test_a_single_click_and_ten_million_are_drawn_alike(ada: Browser, database: Database, link: LinkView) -> None:
    for clicks, shown in ((1, "1 click"), (10_000_000, "10,000,000 clicks")):
        with database.write() as session:
            session.execute(delete(link_days))
        add_day(database, link, {ALWAYS: {"GET": {"human": clicks}}})
        text = ada.get(f"/admin/links/{link.id}").text
        assert figure(text, "Clicks in 30 days") == f"{clicks:,}"
        assert f"{shown} in all" in text


@pytest.fixture
def raw(database: Database, link: LinkView) -> LinkView:
    """Single clicks of today: two from Germany by mail, one from Germany and one from nowhere that is known."""
    now = now_ms()
    plain = {"link_id": link.id, "revision_id": 1, "clicked_at": now}
    kinds = [{"country": "DE", "channel": "mail"}] * 2 + [{"country": "DE", "channel": "qr", "class": "bot"}, {}]
    add_clicks(database, [plain | kind for kind in kinds])
    return link


@pytest.mark.parametrize(
    ("filters", "clicks", "chips"),
    [
        ("country=DE", "3", ["Country Germany"]),
        ("country=DE&channel=mail", "2", ["Way here Mail", "Country Germany"]),
        ("country=", "1", ["Country Unknown"]),
        ("country=DE&who=bots", "1", ["Country Germany"]),
        ("country=FR", "0", ["Country France"]),
    ],
)
def test_clicks_are_narrowed_by_what_they_have_in_common(
    ada: Browser, raw: LinkView, filters: str, clicks: str, chips: list[str]
) -> None:
    text = ada.get(f"/admin/links/{raw.id}?{filters}").text
    assert figure(text, "These clicks in 30 days") == clicks
    assert re.findall(r'aria-label="Take off: ([^"]*)"', text) == chips


def test_a_line_of_a_breakdown_leads_to_its_clicks_and_keeps_what_was_asked(ada: Browser, raw: LinkView) -> None:
    text = ada.get(f"/admin/links/{raw.id}?range=7d&who=humans&country=DE").text
    [found] = re.findall(r'href="([^"]*channel=mail[^"]*)"', text)
    href = unescape(found)
    assert href == f"/admin/links/{raw.id}?range=7d&who=humans&country=DE&channel=mail#clicks"
    text = ada.get(href.partition("#")[0]).text
    assert figure(text, "These clicks in 7 days") == "2"
    assert f'href="/admin/links/{raw.id}?range=7d&amp;who=humans#clicks"' in text


def test_a_filter_over_more_days_than_are_looked_through_is_told(ada: Browser, raw: LinkView) -> None:
    answer = ada.get(f"/admin/links/{raw.id}?country=DE&since=2024-01-01&until=2026-05-03")
    assert answer.status_code == 200
    assert words(answer).count("With filters, at most 400 days can be asked for at once; these are 854.") == 1


def test_what_cannot_stand_beside_is_told_and_the_rest_is_shown(
    ada: Browser, database: Database, raw: LinkView
) -> None:
    begin = day_start(local_date(now_ms(), "UTC"), "UTC")
    move_complete_from(database, begin)
    text = ada.get(f"/admin/links/{raw.id}?country=DE&range=7d").text
    assert figure(text, "These clicks in 7 days") == "3"
    assert "Nothing stands beside: Single clicks are kept from" in text
    assert "on; these are all since then." in text


@pytest.mark.parametrize(
    "filters", ["family=x", "family=99999999999999999999", "country=%00", "browser=%F0%9F%92%A9%00"]
)
def test_a_filter_that_can_be_of_no_click_is_told(ada: Browser, clicked: LinkView, filters: str) -> None:
    answer = ada.get(f"/admin/links/{clicked.id}?{filters}")
    assert answer.status_code == 200
    assert "All clicks are shown." in answer.text


def test_changes_that_clicks_may_show_are_marked(ada: Browser, clicked: LinkView, library: Library) -> None:
    library.edit(clicked.id, Edit(target="https://example.org/new"), None)
    library.edit(clicked.id, Edit(title="Other"), None)
    library.edit(clicked.id, Edit(enabled=False), None)
    text = ada.get(f"/admin/links/{clicked.id}").text
    assert re.findall(r'class="mark"><title>([^<]*)', wide(text)) == ["Disabled", "Target changed", "Created"]
    assert "Target changed to https://example.org/new" in words(ada.get(f"/admin/links/{clicked.id}"))
    assert 'class="mark"' not in ada.get(f"/admin/links/{clicked.id}?since=2026-05-02&until=2026-05-03").text


def test_of_many_changes_the_newest_are_marked_and_the_others_counted(
    ada: Browser, clicked: LinkView, library: Library
) -> None:
    for number in range(MOST + 4):
        library.edit(clicked.id, Edit(target=f"https://example.org/{number}"), None)
    text = ada.get(f"/admin/links/{clicked.id}").text
    assert wide(text).count('class="mark"') == MOST
    assert "5 earlier changes" in text


def test_the_days_of_each_bar_are_there_to_zoom_in_on(ada: Browser, link: LinkView) -> None:
    for question, days in (
        ("since=2026-05-02&until=2026-05-03", " ".join(["2026-05-02"] * 24 + ["2026-05-03"] * 24)),
        ("since=2026-05-02&until=2026-05-02", None),
    ):
        found = re.search('data-zoom="([^"]*)"', ada.get(f"/admin/links/{link.id}?{question}").text)
        assert (found and found[1]) == days
    weeks = ada.get(f"/admin/links/{link.id}?since=2025-05-05&until=2026-05-03").text
    assert 'data-zoom="2025-05-05/2025-05-11 2025-05-12/2025-05-18 ' in weeks


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
    add_day(database, link, counts)
    text = words(ada.get(f"/admin/links/{link.id}"))
    assert "Came from Only Typed, scanned or unknown 4 44 % Only example.com 3 33 % Others 2 22 %" in text
    assert "Network Only IPv6 6 86 % Only IPv4 1 14 %" in text
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
