"""Clicks and links as CSV files, whole or in part."""

import csv
import io

import pytest

from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.reports.export.rows import CLICK_COLUMNS
from shortener.reports.linkfile import LINK_COLUMNS
from shortener.stores import Database
from tests.admin.conftest import Browser, words
from tests.reports.clicking import add_clicks

DAY = 86_400_000
MAY_3 = 1777766400000


@pytest.fixture
def clicked(database: Database, library: Library) -> None:
    """Two links; a click on the first on 2, 3 and 4 May 2026 at noon, one on the second on 3 May."""
    for slug in ("one", "two"):
        library.create(Draft(target=f"https://example.org/{slug}", slug=slug), None)
    noon = MAY_3 + DAY // 2
    rows = [(1, noon - DAY), (1, noon), (1, noon + DAY), (2, noon)]
    add_clicks(database, [{"link_id": link, "revision_id": link, "clicked_at": at} for link, at in rows])


def rows(browser: Browser, path: str) -> list[dict[str, str]]:
    answer = browser.get(path)
    assert answer.mimetype == "text/csv"
    assert 'attachment; filename="' in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def test_all_clicks_are_in_the_file(ada: Browser, clicked: None) -> None:
    found = rows(ada, "/admin/clicks.csv")
    assert [row["slug"] for row in found] == ["one", "one", "one", "two"]
    assert tuple(found[0]) == CLICK_COLUMNS


def test_one_links_clicks_are_in_its_own(ada: Browser, clicked: None) -> None:
    assert [row["clicked_at"][:10] for row in rows(ada, "/admin/links/1/clicks.csv")] == [
        "2026-05-02",
        "2026-05-03",
        "2026-05-04",
    ]


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("since=2026-05-03", 3),
        ("until=2026-05-03", 3),
        ("since=2026-05-03&until=2026-05-03", 2),
        ("since=2026-05-05", 0),
        ("since=&until=", 4),
    ],
)
def test_days_are_whole_and_both_included(ada: Browser, clicked: None, question: str, count: int) -> None:
    assert len(rows(ada, f"/admin/clicks.csv?{question}")) == count


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("since=yesterday", "can’t be read"),
        ("since=2026-02-30", "can’t be read"),
        ("since=0001-01-01", "between the years"),
        ("until=9999-12-31", "between the years"),
        ("since=2026-05-04&until=2026-05-03", "comes before"),
    ],
)
def test_a_day_that_makes_no_sense_is_explained(ada: Browser, question: str, sentence: str) -> None:
    answer = ada.get(f"/admin/clicks.csv?{question}")
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_links_are_in_a_file_of_their_own(ada: Browser, clicked: None, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="three", title="=1+1"), None)
    found = rows(ada, "/admin/links.csv")
    assert [row["slug"] for row in found] == ["one", "two", "three"]
    assert tuple(found[0]) == LINK_COLUMNS
    assert found[2]["title"] == "'=1+1"


def test_an_empty_site_gives_the_column_names_alone(ada: Browser) -> None:
    assert ada.get("/admin/clicks.csv").get_data(as_text=True).strip() == ",".join(CLICK_COLUMNS)
