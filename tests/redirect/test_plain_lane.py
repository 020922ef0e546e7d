"""The plain lane over a real database: it follows changes, and serves what it knows while the database is away."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from shortener.links.drafts import Draft, Edit
from shortener.links.library import Library
from shortener.net.client import Trusted, client_of
from shortener.redirect.cache import Cache
from shortener.redirect.decide import Answer, Site
from shortener.redirect.hosts import Hosts
from shortener.redirect.journal import Journal
from shortener.redirect.lane import Lane
from shortener.redirect.record import Record
from shortener.redirect.tally import read_tally
from shortener.redirect.threads import PlainLane
from shortener.redirect.visit import decode
from shortener.source import LinkSource
from shortener.stores import Database

PAGES = {name: name.encode() for name in ("unknown", "off", "early", "over", "deleted", "away", "host")}


class Switch:
    """The real source behind a switch: off, it answers as a database that went away; it counts loads."""

    def __init__(self, source: LinkSource) -> None:
        self.source, self.on, self.loads = source, True, 0

    def _through(self) -> LinkSource:
        if not self.on:
            raise ConnectionError("the database went away")
        return self.source

    def load(self, domain_id: int, slugs: Sequence[str]) -> tuple[int, Mapping[str, Record]]:
        self.loads += 1
        return self._through().load(domain_id, slugs)

    def changes(self, number: int) -> tuple[bool, Sequence[tuple[int, int, str]]]:
        return self._through().changes(number)

    def newest(self) -> int:
        return self._through().newest()

    def hosts(self) -> Mapping[str, tuple[int, str]]:
        return self._through().hosts()


@pytest.fixture
def switch(database: Database) -> Switch:
    return Switch(LinkSource(database))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def lane(switch: Switch, library: Library, folder: Path) -> Iterator[PlainLane]:
    made = PlainLane(
        lambda: Lane(
            Site("n", PAGES),
            switch,
            lambda peer, forwarded: client_of(peer, forwarded, Trusted()),
            Cache(100),
            Hosts("localhost"),
            Journal(folder, "node"),
        )
    )
    yield made
    made.close()


def ask(lane: PlainLane, key: str | None, host: str = "localhost") -> Answer:
    return lane.answer(key, "GET", "", "::1", [(b"host", host.encode())])


def target(lane: PlainLane, key: str, host: str = "localhost") -> str | None:
    answer = ask(lane, key, host)
    return dict(answer.headers).get(b"location", b"").decode() or None


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_link_made_after_its_slug_was_refused_is_served_within_the_poll(lane: PlainLane, library: Library) -> None:
    assert target(lane, "new") is None
    library.create(Draft(target="https://example.org/", slug="new"), None)
    assert eventually(lambda: target(lane, "new") == "https://example.org/")


def test_an_edit_is_followed(lane: PlainLane, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/1", slug="a"), None)
    assert target(lane, "a") == "https://example.org/1"
    library.edit(link.id, Edit(target="https://example.org/2"), None)
    assert eventually(lambda: target(lane, "a") == "https://example.org/2")


def test_a_new_domain_is_followed(lane: PlainLane, library: Library) -> None:
    answer = ask(lane, "a", "rptl.io")
    assert answer.status == 421
    library.add_domain("rptl.io")
    library.create(Draft(target="https://example.org/", slug="a", domain="rptl.io"), None)
    assert eventually(lambda: target(lane, "a", "rptl.io") == "https://example.org/")


def test_with_the_database_away_known_links_redirect_and_others_say_come_back(
    lane: PlainLane, library: Library, switch: Switch
) -> None:
    for slug in ("a", "b"):
        library.create(Draft(target="https://example.org/", slug=slug), None)
    assert target(lane, "a") == "https://example.org/"
    switch.on = False
    assert target(lane, "a") == "https://example.org/"
    answer = ask(lane, "b")
    assert answer.status == 503
    switch.on = True
    assert target(lane, "b") == "https://example.org/"


def test_a_worker_that_starts_without_the_database_serves_when_it_comes(
    lane: PlainLane, library: Library, switch: Switch
) -> None:
    library.create(Draft(target="https://example.org/", slug="a"), None)
    switch.on = False
    answer = ask(lane, "a")
    assert answer.status == 421
    switch.on = True
    assert eventually(lambda: target(lane, "a") == "https://example.org/")


def test_what_is_in_memory_is_not_asked_for_again(lane: PlainLane, library: Library, switch: Switch) -> None:
    library.create(Draft(target="https://example.org/", slug="a"), None)
    for _ in range(20):
        ask(lane, "a")
        ask(lane, "nope")
    assert switch.loads == 2


def test_many_threads_get_right_answers(lane: PlainLane, library: Library) -> None:
    for number in range(20):
        library.create(Draft(target=f"https://example.org/{number}", slug=f"s{number}"), None)
    wrong: list[int] = []

    def visit() -> None:
        wrong.extend(n for n in range(20) if target(lane, f"s{n}") != f"https://example.org/{n}")

    crowd = [threading.Thread(target=visit) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert wrong == []


def test_a_path_that_can_be_no_links_is_counted_but_not_journaled(
    lane: PlainLane, library: Library, folder: Path
) -> None:
    answer = ask(lane, None)
    assert (answer.status, answer.body) == (404, b"unknown")
    assert read_tally(next(folder.iterdir())).uncounted == 1


def test_a_plus_behind_a_slug_leads_to_the_page_about_the_link(lane: PlainLane, library: Library) -> None:
    link = library.create(Draft(target="https://example.org/", slug="a"), None)
    assert target(lane, "a+") == f"/admin/links/{link.id}"
    answer = ask(lane, "a+")
    assert (answer.status, answer.outcome) == (302, "about")


def test_a_plus_behind_an_unknown_slug_is_a_miss_like_any_other(
    lane: PlainLane, library: Library, folder: Path
) -> None:
    answer = ask(lane, "nope+")
    assert (answer.status, answer.body) == (404, b"unknown")
    with sqlite3.connect(next(folder.glob("*/*.db"))) as db:
        (body,) = db.execute("SELECT body FROM visits").fetchone()
    db.close()
    assert decode(body).slug == "nope+"


def test_no_journal_is_opened_before_the_first_request(lane: PlainLane, folder: Path) -> None:
    assert not folder.exists()
