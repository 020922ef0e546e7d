"""Every route that shows a page has a screen with budgets, and none asks the database more for more links."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from shortener.accounts import people, sessions
from shortener.admin.questions import PER_PAGE
from shortener.clock import now_ms
from shortener.demo.links import make_links
from shortener.links.library import Library
from shortener.links.tables import Link
from shortener.stores import Database
from shortener.web.services import services_of
from tests.admin.conftest import Browser
from tests.browser.scene import furnish
from tests.browser.screens import NO_SCREENS, SIGNED_IN, dated, without_screen
from tests.faces import await_probes
from tests.reports.clicking import add_miss

FEW, MANY, ODD_ONES = 10, 1000, 8
USUAL = 60  # links of the scene, before its odd ones


def test_every_page_is_in_the_list_of_screens(app: Flask) -> None:
    assert without_screen(app) == []
    assert {*NO_SCREENS} <= {rule.endpoint for rule in app.url_map.iter_rules()}


@pytest.fixture
def somebody(app: Flask, database: Database, library: Library, stranger: Browser) -> Browser:
    """Signed in at a lived-in site of ten links."""
    furnish(database, library, FEW - ODD_ONES)
    for number in range(PER_PAGE):
        add_miss(database, f"asked/for/{number}", number + 1)
    with database.write() as session:
        ada = people.find(session, "Ada Lovelace")
        assert ada
        token = sessions.open(session, services_of(app).secret, ada, days=1)
    stranger.client.set_cookie("shortener", token, domain="localhost")
    return stranger


@pytest.mark.stores("sqlite")
def test_more_links_are_no_more_statements(app: Flask, database: Database, library: Library, somebody: Browser) -> None:
    few = statements(app, somebody)
    make_links(database, library, [now_ms()] * (MANY - FEW), 1, lambda _: None)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Link)) == MANY
    many = statements(app, somebody)
    # A list with a next page counts what it goes on with; one statement a row would be fifteen more.
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name] + 3} == {}
    assert few["links"] + few["link"] > 25


def statements(app: Flask, browser: Browser) -> dict[str, int]:
    """How many each screen sends to the database."""
    browser.get("/admin/")
    found = {}
    for name, address in SIGNED_IN.items():
        with counting(services_of(app).database) as sent:
            assert browser.get(dated(here(address))).status_code < 500, name
            await_probes()
        found[name] = len(sent)
    return found


def here(address: str) -> str:
    """The scene's odd links have other numbers where there are fewer usual ones before them."""
    return re.sub(r"(?<=[/=])6\d\b", lambda number: str(int(number[0]) - USUAL + FEW - ODD_ONES), address)


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
