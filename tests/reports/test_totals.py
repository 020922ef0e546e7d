"""Totals come from what the collector keeps, and a link that nobody clicked has zeros."""

from shortener.reports.totals import SiteTotals, Totals, site_totals, totals
from shortener.stores import Database
from tests.reports.clicking import add_link, add_totals


def test_totals_have_an_entry_for_every_link_asked_for_and_no_other(any_database: Database) -> None:
    add_totals(any_database, 1, clicks=5, humans=4, last_at=500)
    add_totals(any_database, 2, clicks=7)
    with any_database.read() as session:
        assert totals(session, [1, 3]) == {1: Totals(5, 4, 500, 0), 3: Totals(0, 0, None, 0)}
        assert totals(session, []) == {}


def test_a_carried_counter_stands_apart_and_says_nothing_of_a_last_click(database: Database) -> None:
    add_totals(database, 1, carried=123)
    with database.read() as session:
        assert totals(session, [1]) == {1: Totals(0, 0, None, 123)}


def test_the_site_counts_links_that_are_not_deleted_and_clicks_of_all(any_database: Database) -> None:
    with any_database.read() as session:
        assert site_totals(session) == SiteTotals(0, 0, 0)
    add_link(any_database, 1, "one")
    add_link(any_database, 2, "two", deleted_at=5)
    add_totals(any_database, 1, clicks=5, last_at=1)
    add_totals(any_database, 2, clicks=7, last_at=1, carried=10)
    with any_database.read() as session:
        assert site_totals(session) == SiteTotals(links=1, clicks=12, carried=10)
