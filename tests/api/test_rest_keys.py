"""/api/v1/keys: a key is shown once, kept as a hash, listed with its last use, and ended at once."""

import pytest
from sqlalchemy import select

from shortener.accounts.tables import ApiKey, KeptAnswer
from tests.api.program import Rest, problem, told

WANTED = {"name": "stats for the board", "scopes": ["links:write", "stats:read"]}


def test_a_key_is_shown_once_and_opens_what_it_is_for(rest: Rest) -> None:
    made = rest.post("/keys", WANTED)
    assert (made["person"], made["scopes"], made["seen_at"]) == ("ada", ["stats:read", "links:write"], None)
    assert rest.get("/stats", key=made["key"])["clicks"] == 0
    listed = rest.ask("GET", "/keys")
    assert made["key"] not in listed.get_data(as_text=True)
    (shown,) = [key for key in listed.get_json()["keys"] if key["id"] == made["id"]]
    assert shown["seen_at"] > made["created_at"]
    assert shown | {"seen_at": None} == {name: value for name, value in made.items() if name != "key"}
    with rest.database.read() as session:
        assert made["key"] not in str([vars(row) for row in session.scalars(select(ApiKey))])


def test_an_ended_key_opens_nothing_from_that_moment_on(rest: Rest) -> None:
    made = rest.post("/keys", WANTED | {"person": "ed"})
    assert made["person"] == "ed"
    assert told(rest.ask("DELETE", f"/keys/{made['id']}"), 200)["revoked_at"]
    assert problem(rest.ask("GET", "/stats", key=made["key"]), 401) == "unauthorized"
    assert problem(rest.ask("DELETE", f"/keys/{made['id']}"), 404) == "missing"


def test_two_keys_of_one_person_have_different_names(rest: Rest) -> None:
    made = rest.post("/keys", WANTED)
    assert problem(rest.ask("POST", "/keys", WANTED), 409) == "taken"
    assert rest.post("/keys", WANTED | {"person": "ed"})["name"] == made["name"]
    assert told(rest.ask("DELETE", f"/keys/{made['id']}"), 200)["revoked_at"]
    assert rest.post("/keys", WANTED)["id"] != made["id"]


def test_a_key_that_is_sent_for_twice_is_kept_nowhere(rest: Rest) -> None:
    first = told(rest.ask("POST", "/keys", WANTED, Idempotency_Key="a"), 201)
    again = told(rest.ask("POST", "/keys", WANTED, Idempotency_Key="a"), 201)
    assert again == first | {"key": ""}
    with rest.database.read() as session:
        assert first["key"] not in str(session.scalars(select(KeptAnswer.body)).all())
    assert len(rest.get("/keys")["keys"]) == 2


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"scopes": []}, 400, "bad-body"),
        ({"scopes": ["links:all"]}, 400, "bad-body"),
        ({"name": ""}, 400, "bad-body"),
        ({"name": "a\nb"}, 422, "bad"),
        ({"person": "nobody"}, 404, "missing"),
    ],
)
def test_a_key_that_can_be_none_is_refused(rest: Rest, changes: dict[str, object], status: int, code: str) -> None:
    assert problem(rest.ask("POST", "/keys", WANTED | changes), status) == code
    assert len(rest.get("/keys")["keys"]) == 1


def test_only_those_who_look_after_people_see_keys(rest: Rest) -> None:
    for person, scopes in (("ada", ["links:write"]), ("ed", ["admin"]), ("vera", ["admin"])):
        key = rest.make_key(person, scopes)
        assert problem(rest.ask("GET", "/keys", key=key), 403) in {"scope", "role"}
        assert problem(rest.ask("POST", "/keys", WANTED, key=key), 403) in {"scope", "role"}


def test_numbers_that_no_key_has_are_missing(rest: Rest) -> None:
    assert problem(rest.ask("DELETE", "/keys/99"), 404) == "missing"
    assert problem(rest.ask("DELETE", f"/keys/{10**30}"), 404) == "missing"
    assert problem(rest.ask("DELETE", "/keys/x"), 404) == "missing"
