"""Idempotency-Key: what is sent twice is done once, whoever sends it at the same moment, and dies how it may."""

import threading
from typing import Any

import pytest
from sqlalchemy import select, update

from shortener import jobs
from shortener.accounts import answers
from shortener.accounts.tables import KeptAnswer
from shortener.clock import now_ms
from shortener.stores import Database
from tests.api.program import Rest, problem, told

BODY = {"target": "https://example.org/"}


def links(rest: Rest) -> int:
    return int(rest.get("/links")["total"])


def age(database: Database, begun_at: int) -> None:
    with database.write() as session:
        session.execute(update(KeptAnswer).values(begun_at=begun_at))


def test_the_same_request_is_answered_alike_and_done_once(rest: Rest) -> None:
    first = rest.ask("POST", "/links", BODY, Idempotency_Key="a-1")
    again = rest.ask("POST", "/links", BODY, Idempotency_Key='"a-1"')
    assert (first.status_code, first.data) == (again.status_code, again.data) == (201, first.data)
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert links(rest) == 1
    assert told(rest.ask("POST", "/links", BODY, Idempotency_Key="a-2"), 201)["slug"] != first.get_json()["slug"]
    assert links(rest) == 2


def test_another_request_under_the_same_name_is_refused(rest: Rest) -> None:
    rest.ask("POST", "/links", BODY, Idempotency_Key="a")
    for path, body in (("/links", BODY | {"title": "T"}), ("/batch", {"items": [{"do": "create", "link": BODY}]})):
        assert problem(rest.ask("POST", path, body, Idempotency_Key="a"), 422) == "reused"
    assert links(rest) == 1


def test_names_are_each_key_s_own(rest: Rest) -> None:
    other = rest.make_key("ed", ["admin"])
    mine, theirs = (rest.ask("POST", "/links", BODY, Idempotency_Key="a", key=key) for key in (rest.key, other))
    assert mine.get_json()["id"] != theirs.get_json()["id"]


def test_what_was_refused_may_be_sent_again(rest: Rest) -> None:
    wanted = BODY | {"slug": "one"}
    rest.post("/links", wanted)
    assert problem(rest.ask("POST", "/links", wanted, Idempotency_Key="a"), 409) == "taken"
    assert told(rest.ask("POST", "/links", BODY | {"slug": "two"}, Idempotency_Key="a"), 201)["slug"] == "two"


def test_while_it_is_being_answered_it_is_not_done_again(rest: Rest) -> None:
    rest.ask("POST", "/links", BODY, Idempotency_Key="a")
    with rest.database.write() as session:
        session.execute(update(KeptAnswer).values(status=None, begun_at=now_ms()))
    busy = rest.ask("POST", "/links", BODY, Idempotency_Key="a")
    assert (problem(busy, 409), busy.headers["Retry-After"]) == ("busy", "1")
    age(rest.database, now_ms() - answers.SOON_MS - 1000)
    unsure = rest.ask("POST", "/links", BODY, Idempotency_Key="a")
    assert (problem(unsure, 409), unsure.headers.get("Retry-After")) == ("unsure", None)
    assert links(rest) == 1


def test_of_many_at_the_same_moment_one_is_done(rest: Rest) -> None:
    found: list[Any] = []
    ready = threading.Barrier(6)

    def send() -> None:
        client = rest.client.application.test_client()
        ready.wait()
        headers = {"Authorization": f"Bearer {rest.key}", "Idempotency-Key": "a"}
        found.append(client.post("/api/v1/links", base_url="http://localhost:8000", json=BODY, headers=headers))

    crowd = [threading.Thread(target=send) for _ in range(6)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    made = {answer.data for answer in found if answer.status_code == 201}
    assert len(made) == 1
    assert {problem(answer, 409) for answer in found if answer.status_code != 201} <= {"busy"}
    assert links(rest) == 1


def test_after_a_day_the_name_is_free_again(rest: Rest) -> None:
    rest.ask("POST", "/links", BODY, Idempotency_Key="a")
    age(rest.database, now_ms() - answers.KEPT_MS)
    assert rest.ask("POST", "/links", BODY | {"title": "T"}, Idempotency_Key="a").status_code == 201
    age(rest.database, now_ms() - answers.KEPT_MS)
    jobs.tidy(rest.database, {})
    with rest.database.read() as session:
        assert session.scalars(select(KeptAnswer)).all() == []


@pytest.mark.parametrize("name", ["", '""', "x" * 256, "é", "a b", 'a"b'])
def test_a_name_that_can_be_none_is_refused(rest: Rest, name: str) -> None:
    assert problem(rest.ask("POST", "/links", BODY, Idempotency_Key=name), 400) == "bad-question"
    assert links(rest) == 0


def test_a_batch_is_answered_alike_too(rest: Rest) -> None:
    items = [{"do": "create", "link": BODY}] * 3 + [{"do": "delete", "slug": "none"}]
    first, again = (rest.ask("POST", "/batch", {"items": items}, Idempotency_Key="a") for _ in range(2))
    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert links(rest) == 3
