"""The list is narrowed by whose a link is, when it was made, its kind and its clicks; the address says it all."""

import re

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.reports.periods import local_date
from shortener.stores import Database
from tests.admin.conftest import Browser, SignedIn, words
from tests.admin.test_listing import slugs
from tests.reports.clicking import add_totals


@pytest.fixture
def some(signed_in: SignedIn, library: Library, database: Database) -> Browser:
    """What ada made, dated 3 May 2026 at half past eleven in the evening, and others of today."""
    ada = signed_in()
    owned = library.create(Draft(target="https://example.org/", slug="owned", owner_id=1), 1)
    library.create(Draft(target="https://example.org/", slug="printed", printed=True), None)
    library.create(Draft(target="https://example.org/", slug="timed", ends_at=32503680000000), None)
    renamed = library.create(Draft(target="https://example.org/", slug="old"), None)
    library.edit(renamed.id, Edit(slug="renamed"), None)
    add_totals(database, owned.id, clicks=1, last_at=5)
    with database.write() as session:
        session.connection().exec_driver_sql(f"UPDATE links SET created_at = 1777851000000 WHERE id = {owned.id}")
    return ada


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("owner=1", ["owned"]),
        ("owner=0&sort=slug", ["printed", "renamed", "timed"]),
        ("kind=printed", ["printed"]),
        ("kind=timed", ["timed"]),
        ("kind=renamed", ["renamed"]),
        ("clicks=some", ["owned"]),
        ("clicks=none&sort=clicks&order=asc", ["printed", "timed", "renamed"]),
        ("since=2026-05-03&until=2026-05-03", ["owned"]),
        ("since=2026-05-04&sort=slug", ["printed", "renamed", "timed"]),
        ("until=2026-05-02", []),
        ("owner=1&kind=printed", []),
    ],
)
def test_the_address_says_which_links_are_shown(some: Browser, question: str, found: list[str]) -> None:
    assert slugs(some.get(f"/admin/?{question}")) == found


@pytest.mark.parametrize(
    "nonsense", ["owner=x", f"owner={'9' * 40}", "kind=x", "clicks=7", "since=x", "since=2026-05-04&until=2026-05-03"]
)
def test_what_makes_no_sense_counts_as_not_given(some: Browser, nonsense: str) -> None:
    answer = some.get(f"/admin/?{nonsense}")
    assert len(slugs(answer)) == 4
    assert 'class="chip"' not in answer.text


def test_each_one_is_a_chip_with_its_words_and_stands_in_every_address(some: Browser) -> None:
    question = "owner=1&since=2026-05-03&until=2026-05-03&clicks=some"
    answer = some.get(f"/admin/?{question}")
    chips = re.findall(r'aria-label="Take off: ([^"]*)"', answer.text)
    assert chips == ["Owner ada", "Created from 2026-05-03", "Created until 2026-05-03", "Clicks Clicked"]
    assert 'href="/admin/?owner=1&amp;until=2026-05-03&amp;clicks=some"' in answer.text
    assert f'href="/admin/?{question.replace("&", "&amp;")}&amp;sort=clicks"' in answer.text
    assert '<details class="more" open><summary>' in answer.text.partition('id="narrow"')[2]
    assert f'href="/admin/links/chosen.csv?all=on&amp;{question.replace("&", "&amp;")}"' in answer.text


def test_somebody_who_owns_nothing_and_somebody_unknown_find_nothing(some: Browser) -> None:
    assert "Owner Unknown" in words(some.get("/admin/?owner=77"))
    assert slugs(some.get("/admin/?owner=77")) == []


def test_days_are_those_of_the_zone_of_the_site(some: Browser) -> None:
    assert str(local_date(1777851000000, "UTC")) == "2026-05-03"
    assert slugs(some.get("/admin/?until=2026-05-03")) == ["owned"]
