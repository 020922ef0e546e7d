"""Every address of the REST API refuses a missing, wrong, under-scoped and revoked key, and tells it as a problem."""

import pytest
from sqlalchemy import update

from shortener.accounts import keys, people
from shortener.accounts.keys import SCOPES
from shortener.accounts.roles import may
from shortener.accounts.tables import Person
from shortener.api.v1.operations import OPERATIONS, Operation
from tests.api.program import SITE, Rest, problem

KEYED = [one for one in OPERATIONS if one.scope]


def refused(rest: Rest, one: Operation, key: str) -> str:
    path = one.path.replace("{slug}", "one").replace("{tag}", "poster").replace("{number}", "1")
    answer = rest.ask(one.method, path, {} if one.body is not None else None, key=key)
    code = problem(answer, answer.status_code)
    short = ', error="insufficient_scope"' if code == "scope" else ""
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="shortener"' + short, one.name
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.status_code == (401 if code == "unauthorized" else 403), one.name
    return code


def test_every_address_refuses_every_key_that_is_not_for_it(rest: Rest) -> None:
    revoked = rest.make_key("ada", ["admin"])
    with rest.database.write() as session:
        assert keys.revoke(session, keys.everyones(session)[-1].id).revoked_at is not None
    single = {scope: rest.make_key("ada", [scope]) for scope in SCOPES}
    before = rest.ask("GET", "/links").get_json()
    for one in KEYED:
        for key in ("", "nonsense", "key_" + "x" * 43, "key_" + "é" * 20, "x" * 5000, revoked):
            assert refused(rest, one, key.encode().decode("latin-1")) == "unauthorized", one.name
        for scope in set(SCOPES) - {one.scope, "admin"}:
            assert refused(rest, one, single[scope]) == "scope", one.name
    assert rest.ask("GET", "/links").get_json() == before
    assert len(KEYED) > 20


def test_a_key_can_do_no_more_than_its_owner(rest: Rest) -> None:
    everything = {name: rest.make_key(name, ["admin"]) for name in ("ed", "vera")}
    for name, key in everything.items():
        with rest.database.read() as session:
            person = people.find(session, name)
        above = [one for one in KEYED if not may(person, one.action)]
        assert above
        for one in above:
            assert refused(rest, one, key) == "role", one.name
    assert rest.ask("GET", "/links", key=everything["vera"]).status_code == 200
    assert rest.ask("POST", "/links", {"target": "https://a.example/"}, key=everything["ed"]).status_code == 201


def test_the_key_of_somebody_who_may_no_longer_sign_in_opens_nothing(rest: Rest) -> None:
    key = rest.make_key("ed", ["admin"])
    with rest.database.write() as session:
        session.execute(update(Person).where(Person.name == "ed").values(disabled_at=1))
    assert problem(rest.ask("GET", "/links", key=key), 401) == "unauthorized"


def test_cookies_and_other_schemes_open_nothing(rest: Rest) -> None:
    for header in (rest.key, f"Basic {rest.key}", f"Token {rest.key}", "Bearer"):
        answer = rest.client.get("/api/v1/links", base_url=SITE, headers={"Authorization": header})
        assert problem(answer, 401) == "unauthorized"
    answer = rest.client.get("/api/v1/links", base_url=SITE, headers={"Authorization": f"bEaReR  {rest.key} "})
    assert answer.status_code == 200


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_for_one_thing_opens_that(rest: Rest, scope: str) -> None:
    key = rest.make_key("ada", [scope])
    reading = {
        "links:read": ("GET", "/links"),
        "links:write": ("PUT", "/links/one"),
        "stats:read": ("GET", "/stats"),
        "clicks:read": ("GET", "/clicks"),
        "admin": ("GET", "/keys"),
    }
    method, path = reading[scope]
    answer = rest.ask(method, path, {"target": "https://a.example/"} if method == "PUT" else None, key=key)
    assert answer.status_code in {200, 201}
