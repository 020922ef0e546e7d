"""Misses as work: what is open, what is not and why, sorted and paged, each with the link that may have been meant."""

import pytest
from sqlalchemy import insert

from shortener.clicks.breakdown import OTHER
from shortener.clicks.tables import expired, journals
from shortener.reports import misses as module
from shortener.reports.misses import MissPage, MissQuery, find_miss, list_misses, miss_ids, miss_totals
from shortener.reports.missrows import MissRow
from shortener.reports.missstates import StateTotal
from shortener.stores import Database
from tests.reports.clicking import add_link, add_miss


def page_of(database: Database, **asked: object) -> MissPage:
    with database.read() as session:
        return list_misses(session, MissQuery(**asked))  # type: ignore[arg-type]  # each test asks for something else


def slugs(database: Database, **asked: object) -> list[str]:
    return [row.slug for row in page_of(database, **asked).rows]


@pytest.fixture
def asked_for(any_database: Database) -> Database:
    """A link, and groups of misses in every state."""
    add_link(any_database, 1, "scratch-new", "https://scratch.example/")
    add_miss(any_database, "scrath-new", 9, last_at=50, first_at=3)
    add_miss(any_database, "Nobody", 2, last_at=90, first_at=1)
    add_miss(any_database, "100%_done", 1, last_at=70, first_at=2)
    add_miss(any_database, "wp-login.php", 500, looks="PHP")
    add_miss(any_database, "index.php", 7, looks="PHP", kept_at=5, last_at=60)
    add_miss(any_database, "ignored", 30, ignored_at=5)
    add_miss(any_database, "scratch-new", 4)
    add_miss(any_database, "scratch-new.", 3, wanted="scratch-new")
    add_miss(any_database, "scratch-new", 6, outcome="off")
    add_miss(any_database, "elsewhere", 8, domain_id=77, last_at=1)
    add_miss(any_database, "not-judged", 1, looks=None, last_at=40)
    return any_database


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("open", ["scrath-new", "elsewhere", "index.php", "Nobody", "100%_done", "not-judged"]),
        ("scanner", ["wp-login.php"]),
        ("ignored", ["ignored"]),
        ("made", ["scratch-new", "scratch-new."]),
    ],
)
def test_each_group_is_in_one_state_the_most_asked_for_first(asked_for: Database, state: str, found: list[str]) -> None:
    page = page_of(asked_for, state=state)
    assert [row.slug for row in page.rows] == found
    assert {row.state for row in page.rows} == {state}
    assert page.total == len(found)


def test_all_of_them_add_up(asked_for: Database) -> None:
    with asked_for.read() as session:
        totals = miss_totals(session)
    assert totals.states == {
        "open": StateTotal(6, 28),
        "scanner": StateTotal(1, 500),
        "ignored": StateTotal(1, 30),
        "made": StateTotal(2, 7),
    }
    assert page_of(asked_for, state="all").total == 10
    assert page_of(asked_for, state="all", outcome="all").total == 11


def test_links_that_are_off_or_gone_are_asked_for_by_themselves(asked_for: Database) -> None:
    (row,) = page_of(asked_for, outcome="off").rows
    assert (row.slug, row.count, row.state) == ("scratch-new", 6, "open")
    assert row.meant is not None
    assert (row.meant.link.id, row.meant.slips) == (1, 0)
    assert page_of(asked_for, outcome="deleted").rows == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"sort": "last"}, ["Nobody", "100%_done", "index.php", "scrath-new", "not-judged", "elsewhere"]),
        ({"sort": "first", "descending": False, "per_page": 3}, ["Nobody", "100%_done", "scrath-new"]),
        ({"search": "NOBODY"}, ["Nobody"]),
        ({"search": "%_"}, ["100%_done"]),
        ({"search": "x" * 1000}, []),
        ({"domain": "rpf.io", "search": "e"}, ["scrath-new", "index.php", "100%_done", "not-judged"]),
        ({"domain": "nowhere.example"}, []),
        ({"sort": "nonsense", "per_page": 1}, ["scrath-new"]),
        ({"per_page": 4, "page": 2}, ["100%_done", "not-judged"]),
        ({"per_page": 4, "page": 99}, ["100%_done", "not-judged"]),
        ({"per_page": 0, "page": -5}, ["scrath-new"]),
    ],
)
def test_they_are_searched_sorted_and_paged(asked_for: Database, asked: dict[str, object], found: list[str]) -> None:
    assert slugs(asked_for, **asked) == found


def test_a_list_is_bounded_however_many_there_are(asked_for: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LISTED", 4)
    page = page_of(asked_for, per_page=3, page=9)
    assert (page.total, page.page, page.pages, len(page.rows)) == (4, 2, 2, 1)


def row_of(database: Database, slug: str, **asked: object) -> MissRow:
    return next(row for row in page_of(database, **asked).rows if row.slug == slug)


def test_an_open_one_names_the_link_that_may_have_been_meant(asked_for: Database) -> None:
    meant = row_of(asked_for, "scrath-new").meant
    assert meant is not None
    assert (meant.slug, meant.slips, meant.link.target) == ("scratch-new", 1, "https://scratch.example/")
    assert row_of(asked_for, "Nobody").meant is None
    assert row_of(asked_for, "elsewhere").meant is None
    assert row_of(asked_for, "elsewhere").domain == ""


def test_for_what_a_scanner_tried_nothing_is_looked_for(asked_for: Database) -> None:
    add_miss(asked_for, "scratch-new.php", looks="PHP")
    row = row_of(asked_for, "scratch-new.php", state="scanner")
    assert (row.meant, row.looks) == (None, "PHP")


def test_what_a_link_must_be_called_is_said(asked_for: Database) -> None:
    assert row_of(asked_for, "scratch-new.", state="made").wanted == "scratch-new"
    assert row_of(asked_for, "Nobody").wanted == "Nobody"


def test_once_the_link_is_made_it_is_work_no_more(asked_for: Database) -> None:
    assert "Nobody" in slugs(asked_for)
    add_link(asked_for, 2, "Nobody")
    assert "Nobody" not in slugs(asked_for)
    assert "Nobody" in slugs(asked_for, state="made")


def test_the_sites_that_people_came_from_are_named_most_frequent_first(any_database: Database) -> None:
    packed = f'{{"b.example":1,"a.example":7,"{OTHER}":3}}'
    add_miss(any_database, "x", referrers=packed, last_referrer="https://b.example/page")
    row = row_of(any_database, "x")
    assert row.referrers == [("a.example", 7), (OTHER, 3), ("b.example", 1)]
    assert row.last_referrer == "https://b.example/page"


def test_what_was_never_kept_and_what_is_forgotten_is_told(database: Database) -> None:
    counts = dict.fromkeys(("position", "clicks", "misses", "set_aside", "lost"), 0)
    with database.write() as session:
        row = {"name": "a", "node": "n", "opened_at": 0, "uncounted": 12}
        session.execute(insert(journals), [row | counts, row | counts | {"name": "b"}])
        session.execute(insert(expired), [{"kind": "misses", "count": 5}, {"kind": "clicks", "count": 9}])
    with database.read() as session:
        totals = miss_totals(session)
    assert (totals.uncounted, totals.forgotten) == (24, 5)
    assert totals.states["open"] == StateTotal(0, 0)


def test_one_is_found_by_number_and_all_of_a_slug_by_its_name(asked_for: Database) -> None:
    with asked_for.read() as session:
        numbers = miss_ids(session, 1, "scratch-new")
        found = [find_miss(session, number) for number in numbers]
        assert miss_ids(session, 2, "scratch-new") == []
        assert find_miss(session, 9999) is None
    assert sorted(row.outcome for row in found if row) == ["off", "unknown"]
