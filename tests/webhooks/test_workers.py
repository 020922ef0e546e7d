"""Several workers share the hooks; one that dies in the middle of a delivery loses nothing."""

import multiprocessing
import os
import signal
import threading

import pytest

from shortener.clock import now_ms
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.net.fetch import Fetcher, FetchFailed
from shortener.settings import Settings
from shortener.stores import Database, open_database
from shortener.webhooks import sender
from shortener.webhooks.events import CREATED
from shortener.webhooks.sender import Sender, with_work
from shortener.webhooks.tables import SENT
from shortener.webhooks.turns import LEASE_MS, Turn
from tests.clicks.journaling import wait_until
from tests.outside import Outside
from tests.webhooks.conftest import KEY, AddHook, Take, change_hook, hook_of, messages, told

sqlite = pytest.mark.stores("sqlite")  # what no other database does otherwise


def links(library: Library, *slugs: str) -> None:
    for slug in slugs:
        library.create(Draft(target="https://example.org/", slug=slug), None)


@pytest.fixture
def two_links(add_hook: AddHook, library: Library) -> None:
    """A hook that is to be told of them."""
    add_hook(events=(CREATED,))
    links(library, "a", "b")


def test_a_worker_killed_in_the_middle_of_a_delivery_loses_nothing(
    database: Database, settings: Settings, site: Outside, two_links: None, take: Take
) -> None:
    site.delay = 30.0

    def work() -> None:
        Turn(open_database(settings.database), site.fetcher(), KEY, 1, "dying").take(threading.Event())

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    wait_until(lambda: len(site.posted) == 1)
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(10)
    site.delay = 0.0
    assert take() == 0, "it is the dead one's until its lease is over"
    change_hook(database, claimed_until=now_ms() - 1)
    assert take() == 2
    assert [one["data"]["link"]["slug"] for one in told(site)] == ["a", "a", "b"]
    assert site.posted[0].headers["webhook-id"] == site.posted[1].headers["webhook-id"]
    assert [one.state for one in messages(database)] == [SENT, SENT]


def test_two_workers_never_have_the_same_hook(
    any_database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    add_hook(events=(CREATED,))
    links(library, *(f"s{n}" for n in range(6)))
    site.delay = 0.05
    done: list[int] = []
    workers = [threading.Thread(target=lambda: done.append(take())) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == [0, 0, 0, 6]
    assert [one["data"]["link"]["slug"] for one in told(site)] == [f"s{n}" for n in range(6)]


@sqlite
def test_what_was_taken_over_is_left_to_the_new_one(
    database: Database, site: Outside, two_links: None, take: Take
) -> None:
    site.delay = 0.5
    late = threading.Thread(target=take)
    late.start()
    wait_until(lambda: len(site.posted) == 1)
    change_hook(database, claimed_by="another", claimed_until=now_ms() + LEASE_MS)
    late.join()
    assert len(site.posted) == 1
    assert [one.state for one in messages(database)] == [SENT, "waiting"]
    assert hook_of(database).claimed_by == "another"


@sqlite
def test_only_hooks_with_something_to_do_are_taken(
    database: Database, library: Library, site: Outside, add_hook: AddHook, take: Take
) -> None:
    def found() -> list[int]:
        with database.read() as session:
            return with_work(session, now_ms())

    add_hook(events=(CREATED,))
    assert found() == []
    links(library, "a")
    assert found() == [1]
    change_hook(database, claimed_until=now_ms() + LEASE_MS)
    assert found() == []
    change_hook(database, claimed_until=None, resting_until=now_ms() + LEASE_MS)
    assert found() == []
    change_hook(database, resting_until=None, disabled_at=1)
    assert found() == []
    change_hook(database, disabled_at=None)
    take()
    assert found() == []


@sqlite
def test_while_there_is_no_way_out_messages_wait_and_that_is_said_once(
    database: Database,
    site: Outside,
    two_links: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.02)
    asked: list[int] = []

    def way_out() -> Fetcher:
        asked.append(1)
        if len(asked) < 5:
            raise FetchFailed("nobody says where ipv4only.arpa is.")
        return site.fetcher()

    stop = threading.Event()
    loop = threading.Thread(target=Sender(database, "node", lambda: KEY, way_out).run, args=(stop,))
    loop.start()
    wait_until(lambda: hook_of(database).sent == 2)
    stop.set()
    loop.join(20)
    assert [record.message for record in caplog.records] == [
        "Webhooks wait: nobody says where ipv4only.arpa is.",
        "Over: Webhooks wait: nobody says where ipv4only.arpa is.",
    ]


def test_the_loop_delivers_and_a_slow_receiver_keeps_no_other_waiting(
    database: Database, library: Library, site: Outside, add_hook: AddHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "IDLE_SECONDS", 0.02)
    site.names["slow.example"] = ["::1"]
    site.answers["/slow"] = (500, {}, b"")
    add_hook("slow", "http://slow.example/slow", events=(CREATED,))
    add_hook("quick", events=(CREATED,))
    links(library, "a")
    stop = threading.Event()
    loop = threading.Thread(target=Sender(database, "node", lambda: KEY, site.fetcher).run, args=(stop,))
    loop.start()
    wait_until(lambda: hook_of(database, 2).sent == 1 and hook_of(database, 1).failed == 1)
    links(library, "b")
    wait_until(lambda: hook_of(database, 2).sent == 2)
    stop.set()
    loop.join(20)
    assert not loop.is_alive()
