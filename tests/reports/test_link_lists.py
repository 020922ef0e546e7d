"""People find the link they mean: searched, filtered, sorted, a page at a time."""

import pytest
from sqlalchemy import event, insert

from shortener.clock import now_ms
from shortener.links.tables import Domain, Slug, Tag, link_tags
from shortener.reports.linkquery import LinkQuery
from shortener.reports.lists import MOST_PER_PAGE, LinkPage, list_links
from shortener.stores import Database
from tests.reports.clicking import add_link, add_totals


def page_of(database: Database, query: LinkQuery) -> LinkPage:
    with database.read() as session:
        return list_links(session, query)


def ids(database: Database, query: LinkQuery) -> list[int]:
    return [row.link.id for row in page_of(database, query).rows]


@pytest.fixture
def printed(any_database: Database) -> Database:
    """Three links with different words, clicks and dates."""
    add_link(any_database, 1, "scratch-new", "https://scratch.mit.edu/projects/editor/", title="Scratch editor")
    add_link(
        any_database, 2, "p/el-GR/Boat_Race", "https://projects.example/boat-race", title="Αγώνας", notes="100% done"
    )
    add_link(any_database, 3, "curriculum", "https://example.org/curriculum", notes="Poster, hall 5")
    add_totals(any_database, 1, clicks=5, humans=4, last_at=500)
    add_totals(any_database, 3, clicks=9, humans=9, last_at=300)
    return any_database


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("SCRATCH", [1]),
        ("mit.edu", [1]),
        ("editor scratch", [1]),
        ("editor curriculum", []),
        ("hall", [3]),
        ("boat_race", [2]),
        ("boatXrace", []),
        ("b_at", []),
        ("100%", [2]),
        ("1%0", []),
        ("αγώνας", [2]),
        ("ΑΓΏΝΑΣ", [2]),
        ("http://rpf.io/p/el-gr/boat", [2]),
        ("rpf.io/curr", [3]),
        ("rpf.io", []),
        ("  ", [3, 2, 1]),
        ("'; DROP TABLE links; --", []),
        ("\\", []),
    ],
)
def test_every_word_of_a_search_must_stand_somewhere_in_the_link(
    printed: Database, search: str, wanted: list[int]
) -> None:
    assert ids(printed, LinkQuery(search=search)) == wanted


def test_an_alias_finds_its_link(printed: Database) -> None:
    with printed.write() as session:
        session.add(Slug(domain_id=1, slug="oldname", folded="oldname", kind="alias", link_id=2, created_at=0))
    found = page_of(printed, LinkQuery(search="oldname"))
    assert [(row.link.slug, row.link.aliases) for row in found.rows] == [("p/el-GR/Boat_Race", ("oldname",))]


@pytest.mark.parametrize(
    ("sort", "rising"),
    [("created", [1, 2, 3]), ("clicks", [2, 1, 3]), ("last", [2, 3, 1]), ("slug", [3, 2, 1]), ("nonsense", [1, 2, 3])],
)
def test_lists_sort_both_ways(printed: Database, sort: str, rising: list[int]) -> None:
    assert ids(printed, LinkQuery(sort=sort, descending=False)) == rising
    assert ids(printed, LinkQuery(sort=sort)) == rising[::-1]


def test_a_row_has_the_links_clicks_and_the_last_one(printed: Database) -> None:
    rows = page_of(printed, LinkQuery(sort="clicks")).rows
    assert [(row.link.slug, row.clicks, row.last_at) for row in rows] == [
        ("curriculum", 9, 300),
        ("scratch-new", 5, 500),
        ("p/el-GR/Boat_Race", 0, None),
    ]


def test_pages_show_every_link_once_even_when_all_were_made_at_the_same_moment(database: Database) -> None:
    for number in range(1, 8):
        add_link(database, number, f"link{number}")
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE links SET created_at = 5")
    pages = [page_of(database, LinkQuery(page=number, per_page=3)) for number in (1, 2, 3)]
    assert [row.link.id for page in pages for row in page.rows] == [7, 6, 5, 4, 3, 2, 1]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}
    assert [page.page for page in pages] == [1, 2, 3]


@pytest.mark.parametrize(("page", "shown"), [(-5, 1), (0, 1), (2, 2), (10**30, 2)])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(printed: Database, page: int, shown: int) -> None:
    assert page_of(printed, LinkQuery(page=page, per_page=2)).page == shown


def test_a_page_has_at_least_one_row_and_at_most_the_bound(printed: Database) -> None:
    assert len(page_of(printed, LinkQuery(per_page=-1)).rows) == 1
    assert page_of(printed, LinkQuery(per_page=10**9)).pages == 1
    assert MOST_PER_PAGE <= 1000


def test_nothing_found_is_one_empty_page(database: Database) -> None:
    assert page_of(database, LinkQuery()) == LinkPage([], 0, 1, 1)


def test_each_link_is_in_exactly_the_state_it_says_itself(database: Database) -> None:
    now = now_ms()
    hour = 3_600_000
    for number, (starts, ends) in enumerate(
        [(None, None), (now - hour, now + hour), (now + hour, None), (None, now - hour)]
    ):
        add_link(database, 2 * number + 1, f"on{number}", starts_at=starts, ends_at=ends)
        add_link(database, 2 * number + 2, f"off{number}", starts_at=starts, ends_at=ends, enabled=False)
    add_link(database, 100, "gone", deleted_at=now)
    for state in ("live", "off", "early", "over", "deleted"):
        rows = page_of(database, LinkQuery(state=state)).rows
        assert rows
        assert {row.link.state(now) for row in rows} == {state}
    assert page_of(database, LinkQuery()).total == 8
    assert page_of(database, LinkQuery(state="nonsense")).total == 8


def test_a_deleted_link_is_listed_under_the_slug_it_had(database: Database) -> None:
    add_link(database, 1, "gone", deleted_at=5)
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE slugs SET kind = 'deleted'")
    assert [row.link.slug for row in page_of(database, LinkQuery(state="deleted", sort="slug")).rows] == ["gone"]


def test_a_list_can_be_of_one_domain(printed: Database) -> None:
    with printed.write() as session:
        session.add(Domain(id=2, host="rptl.io", is_default=False, created_at=0))
        session.flush()
        session.connection().exec_driver_sql("UPDATE slugs SET domain_id = 2 WHERE link_id = 3")
    assert ids(printed, LinkQuery(domain="rptl.io")) == [3]
    assert ids(printed, LinkQuery(domain="rpf.io")) == [2, 1]
    assert ids(printed, LinkQuery(domain="unknown.example")) == []


def test_a_list_can_be_of_one_tag(printed: Database) -> None:
    with printed.write() as session:
        session.add(Tag(id=1, name="poster", created_at=0))
        session.flush()
        session.execute(insert(link_tags), [{"link_id": 3, "tag_id": 1}])
    assert ids(printed, LinkQuery(tag="poster")) == [3]
    assert ids(printed, LinkQuery(tag="post")) == []


def test_a_page_takes_the_same_number_of_queries_however_many_links_it_has(database: Database) -> None:
    for number in range(1, 41):
        add_link(database, number, f"link{number}")
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    page_of(database, LinkQuery(per_page=2))
    few = len(asked)
    page_of(database, LinkQuery(per_page=40))
    assert len(asked) == 2 * few
