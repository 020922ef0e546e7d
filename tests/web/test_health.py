"""/healthz and /readyz: alive, ready, and how each part is."""

import contextlib
import dataclasses
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shortener.clicks.presence import present
from shortener.clock import now_ms
from shortener.journal.visit import encode
from shortener.journal.writer import Journal
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.draining import set_draining
from shortener.web.parts import LONGEST_LAG
from shortener.web.saved import note_saved
from shortener.web.services import services_of
from tests.breaking import lose
from tests.clicks.journaling import put_tally
from tests.faces import running, visitor
from tests.servers import PostgreSQL, Redis
from tests.visits import a_visit

OUTSIDER = "2001:db8::99"
READY, NOT_READY = (200, b"ok\n"), (503, b"not ready\n")


def answer(app: Flask, address: str = OUTSIDER) -> tuple[int, bytes]:
    response = visitor(app, address).get("/readyz", headers={"Host": "anything.example"})
    return response.status_code, response.data


def states(app: Flask) -> dict[str, str]:
    body = visitor(app).get("/readyz").get_json()
    return {part["part"]: part["state"] for part in body["parts"]} | {"all": body["state"]}


def says(app: Flask, name: str) -> str:
    parts = visitor(app).get("/readyz").get_json()["parts"]
    return next(str(part["says"]) for part in parts if part["part"] == name)


def break_database(app: Flask) -> None:
    lose(services_of(app).database)


def leave_visit(settings: Settings, age: float) -> None:
    """One that nobody has stored, made `age` seconds ago by a worker that is gone."""
    journal = Journal(settings.journal_dir, "test")
    assert journal.write([encode(a_visit(at=now_ms() - round(age * 1000)))])
    journal.close()


@contextlib.contextmanager
def another_app(settings: Settings, database: Database, **changes: str) -> Iterator[Flask]:
    with running(dataclasses.replace(settings, **changes), database) as app:  # type: ignore[arg-type]  # all strings
        yield app


@pytest.fixture
def collected(settings: Settings, database: Database) -> Iterator[None]:
    """A collector is there."""
    with present(settings.journal_dir):
        yield


def test_a_process_that_answers_is_alive_whatever_else_is_wrong(app: Flask) -> None:
    break_database(app)
    response = visitor(app, OUTSIDER).get("/healthz", headers={"Host": "anything.example"})
    assert (response.status_code, response.data) == (200, b"ok\n")


@pytest.mark.usefixtures("collected")
def test_a_healthy_node_is_ready_and_says_so_of_every_part(app: Flask) -> None:
    assert answer(app) == READY
    everything = ("database", "redis", "journal", "losses", "collector", "all")
    assert states(app) == dict.fromkeys(everything, "ok")


def test_without_its_database_a_node_is_not_ready_and_only_the_machine_itself_learns_why(app: Flask) -> None:
    break_database(app)
    assert answer(app) == NOT_READY
    inside = visitor(app).get("/readyz")
    assert inside.status_code == 503
    assert inside.get_json()["ready"] is False
    assert "can't be used" in says(app, "database")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself_is_known_by_its_addresses(app: Flask, address: str) -> None:
    assert visitor(app, address).get("/readyz").is_json


def test_nobody_becomes_the_machine_itself_by_saying_so(app: Flask) -> None:
    response = visitor(app, OUTSIDER).get("/readyz", headers={"X-Forwarded-For": "::1"})
    assert not response.is_json


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_whoever_comes_through_a_proxy_on_this_machine_is_an_outsider(client: FlaskClient, header: str) -> None:
    assert not client.get("/readyz", headers={header: "::1"}).is_json


@pytest.mark.usefixtures("collected")
def test_visits_that_nobody_collects_make_a_node_unready(app: Flask, settings: Settings) -> None:
    leave_visit(settings, LONGEST_LAG + 120)
    assert answer(app) == NOT_READY
    assert says(app, "collector") == (
        f"Clicks have been waiting in {settings.journal_dir} for 12 minutes; is `shortener collect` running?"
    )


@pytest.mark.usefixtures("collected")
def test_visits_of_a_moment_ago_are_no_trouble(app: Flask, settings: Settings) -> None:
    leave_visit(settings, 5)
    assert answer(app) == READY
    assert says(app, "collector") == "1 click waits, for 5 s."


def test_a_node_without_a_collector_is_degraded(app: Flask) -> None:
    assert answer(app) == READY
    assert (states(app)["collector"], states(app)["all"]) == ("degraded", "degraded")


@pytest.mark.usefixtures("collected")
def test_lost_clicks_are_told_and_turn_nobody_away(app: Flask, settings: Settings) -> None:
    leave_visit(settings, 0)
    (folder,) = (path.parent for path in settings.journal_dir.glob("*/tally"))
    put_tally(folder, lost=3)
    assert answer(app) == READY
    assert says(app, "losses").startswith("3 clicks could not be written")


def test_a_journal_folder_that_can_not_be_written_makes_a_node_unready(app: Flask, settings: Settings) -> None:
    settings.journal_dir.touch()
    assert answer(app) == NOT_READY
    assert says(app, "journal") == f"Clicks can't be written in {settings.journal_dir}: File exists."


def test_looking_leaves_nothing_in_the_journal_folder(app: Flask, settings: Settings) -> None:
    assert answer(app) == READY
    assert list(settings.journal_dir.iterdir()) == []


def test_a_node_that_is_drained_is_not_ready_at_once_and_ready_again_at_once(app: Flask, settings: Settings) -> None:
    assert answer(app) == READY
    set_draining(settings.data_dir, draining=True)
    assert answer(app) == NOT_READY
    assert states(app)["draining"] == "failed"
    set_draining(settings.data_dir, draining=False)
    assert answer(app) == READY


def test_redis_that_is_away_or_frozen_degrades_a_node_and_no_more(settings: Settings, database: Database) -> None:
    with Redis() as redis, another_app(settings, database, redis_url=redis.url) as app:
        assert states(app)["redis"] == "ok"
        redis.freeze()
        wait_for(app, "redis", "degraded")
        assert answer(app) == READY
        redis.thaw()
        wait_for(app, "redis", "ok")
        redis.kill()
        wait_for(app, "redis", "degraded")
        assert answer(app) == READY


def test_a_frozen_database_is_told_in_time_and_seen_again_when_it_is_back(
    settings: Settings, database: Database
) -> None:
    with PostgreSQL() as server, another_app(settings, database, database_url=server.tcp_url) as app:
        assert states(app)["database"] == "ok"
        server.freeze()
        wait_for(app, "database", "failed")
        for _ in range(3):
            began = time.monotonic()
            assert answer(app) == NOT_READY
            assert time.monotonic() - began < 3
        server.thaw()
        wait_for(app, "database", "ok")
        server.kill()
        wait_for(app, "database", "failed")
        server.start()
        wait_for(app, "database", "ok")


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize(
    ("hours", "state", "sentence"),
    [
        (None, "degraded", "There never was a backup; run `shortener backup`."),
        (25.9, "ok", "The last backup is 25.9 hours old."),
        (26.1, "degraded", "The last backup is 26.1 hours old."),
    ],
)
def test_the_age_of_the_last_backup_is_told_and_turns_no_visitor_away(
    settings: Settings, database: Database, hours: float | None, state: str, sentence: str
) -> None:
    if hours is not None:
        settings.data_dir.mkdir(exist_ok=True)
        note_saved(settings.data_dir, now_ms() - round(hours * 3_600_000))
    with another_app(settings, database, backup_repository="sftp://backup@[2001:db8::1]//srv") as app:
        assert (states(app)["backup"], says(app, "backup")) == (state, sentence)
        assert answer(app) == READY


def wait_for(app: Flask, part: str, state: str) -> None:
    deadline = time.monotonic() + 40
    while (found := states(app))[part] != state:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
