"""/healthz and /readyz: alive, ready, and why not."""

import os
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient

from shortener.redirect.journal import Journal, JournalOptions
from shortener.settings import Settings
from shortener.web.backlog import PATIENCE_SECONDS, backlog_troubles
from shortener.web.services import services_of
from tests.faces import visitor

OUTSIDER = "2001:db8::99"


def break_database(app: Flask) -> None:
    own = services_of(app)
    own.database.close()
    for path in own.settings.data_dir.glob("shortener.db*"):
        path.unlink()
    (own.settings.data_dir / "shortener.db").mkdir()


def leave_old_file(settings: Settings, age: float) -> None:
    """A file of a worker that is gone, last written `age` seconds ago."""
    journal = Journal(settings.journal_dir, "test", JournalOptions())
    assert journal.write([b"a visit"])
    journal.close()
    for path in settings.journal_dir.glob("*/*.visits*"):
        os.utime(path, (time.time() - age, time.time() - age))


def test_a_process_that_answers_is_alive_whatever_else_is_wrong(app: Flask) -> None:
    break_database(app)
    response = visitor(app, OUTSIDER).get("/healthz", headers={"Host": "anything.example"})
    assert (response.status_code, response.data) == (200, b"ok\n")


def test_a_healthy_node_is_ready(app: Flask) -> None:
    assert visitor(app).get("/readyz").get_json() == {"ready": True, "troubles": []}
    outside = visitor(app, OUTSIDER).get("/readyz", headers={"Host": "anything.example"})
    assert (outside.status_code, outside.data) == (200, b"ok\n")


def test_without_its_database_a_node_is_not_ready_and_only_the_machine_itself_learns_why(app: Flask) -> None:
    break_database(app)
    inside = visitor(app).get("/readyz")
    assert inside.status_code == 503
    body = inside.get_json()
    assert body["ready"] is False
    assert "can't be used" in body["troubles"][0]
    outside = visitor(app, OUTSIDER).get("/readyz")
    assert (outside.status_code, outside.data) == (503, b"not ready\n")


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself_is_known_by_its_addresses(app: Flask, address: str) -> None:
    assert visitor(app, address).get("/readyz").is_json


def test_nobody_becomes_the_machine_itself_by_saying_so(app: Flask) -> None:
    response = visitor(app, OUTSIDER).get("/readyz", headers={"X-Forwarded-For": "::1"})
    assert not response.is_json


def test_visits_that_nobody_collects_make_a_node_unready(app: Flask, client: FlaskClient, settings: Settings) -> None:
    leave_old_file(settings, PATIENCE_SECONDS + 120)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.get_json()["troubles"] == [
        f"Clicks have been waiting in {settings.journal_dir} for 12 minutes; is `shortener collect` running?"
    ]


def test_visits_of_a_moment_ago_are_no_trouble(settings: Settings) -> None:
    assert backlog_troubles(settings.journal_dir) == []
    leave_old_file(settings, 5)
    assert backlog_troubles(settings.journal_dir) == []


def test_the_file_that_a_worker_writes_to_may_be_old(settings: Settings) -> None:
    journal = Journal(settings.journal_dir, "test", JournalOptions())
    journal.write([b"a visit"])
    for path in settings.journal_dir.glob("*/*.visits*"):
        os.utime(path, (1, 1))
    assert backlog_troubles(settings.journal_dir) == []
    journal.close()
    for path in settings.journal_dir.glob("*/*.visits*"):
        os.utime(path, (1, 1))
    assert len(backlog_troubles(settings.journal_dir)) == 1
