"""/api/v1/misses: what people asked for and nobody made, for programs with a key; deciding needs one that may write."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from shortener.accounts import keys
from shortener.links.drafts import Draft
from shortener.links.library import Library
from shortener.settings import Settings
from shortener.stores import Database
from shortener.web.services import services_of
from tests.cli.conftest import Shell
from tests.faces import add_person, running, visitor
from tests.reports.clicking import add_miss

Ask = Callable[..., Any]


@pytest.fixture
def client(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    with running(settings, database) as app:
        add_person(database, "ada", "editor")
        add_person(database, "vera", "viewer")
        make = services_of(app).library.create
        make(Draft(target="https://example.org/new", slug="scratch-new"), None)
        yield visitor(app)


@pytest.fixture
def ask(client: FlaskClient, database: Database) -> Ask:
    """With a key of ada's for one scope, or of vera's; three groups of misses are there."""
    with database.write() as session:
        known = {
            (name, scope): keys.add(session, name, scope, [scope])
            for name in ("ada", "vera")
            for scope in ("stats:read", "links:read", "links:write")
        }
    add_miss(database, "scrath-new", 9, referrers='{"a.example":2}', first_at=1_790_000_000_000)
    add_miss(database, "other", 3)
    add_miss(database, "wp-login.php", 500, looks="PHP")

    def send(path: str = "", method: str = "GET", scope: str = "stats:read", of: str = "ada", **params: str) -> Any:
        headers = {"Authorization": f"Bearer {known[of, scope]}"}
        base = "http://localhost:8000"
        return client.open(f"/api/v1/misses{path}", method=method, base_url=base, headers=headers, query_string=params)

    return send


def test_open_ones_come_with_what_is_known_of_them(ask: Ask) -> None:
    found = ask().get_json()
    assert (found["total"], found["page"], found["pages"]) == (2, 1, 1)
    assert found["totals"]["states"]["scanner"] == {"groups": 1, "count": 500}
    first = found["misses"][0]
    assert (first["domain"], first["slug"], first["count"], first["state"]) == ("localhost", "scrath-new", 9, "open")
    assert first["first"] == "2026-09-21T14:13:20+00:00"
    assert first["referrers"] == [{"host": "a.example", "count": 2}]
    assert first["nearest"] == {"slug": "scratch-new", "slips": 1, "target": "https://example.org/new"}
    assert found["misses"][1]["nearest"] is None


def test_questions_are_those_of_the_command_line(ask: Ask, shell: Shell) -> None:
    for params, words in (
        ({}, ()),
        ({"state": "scanner"}, ("--state", "scanner")),
        ({"state": "all", "sort": "slug", "order": "asc"}, ("--state", "all", "--sort", "slug", "--ascending")),
        ({"search": "oth", "per_page": "1"}, ("--search", "oth", "--per-page", "1")),
        ({"domain": "nowhere.example", "outcome": "all"}, ("--domain", "nowhere.example", "--outcome", "all")),
    ):
        assert ask(**params).get_json() == shell("stats", "misses", *words, "--json").json


def test_a_file_of_rows_can_be_had(ask: Ask) -> None:
    answer = ask(format="csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "id,domain,slug,outcome,state,count,first,last,referrers,looks_like,nearest"
    assert lines[1].startswith("1,localhost,scrath-new,unknown,open,9,2026-09-21T14:13:20+00:00,")
    assert lines[1].endswith(",a.example 2,,scratch-new")
    assert 'filename="misses-' in answer.headers["Content-Disposition"]


def test_one_is_ignored_and_reopened(ask: Ask) -> None:
    told = ask("/2/ignored", "PUT", "links:write").get_json()
    assert (told["slug"], told["state"]) == ("other", "ignored")
    assert ask("/2/ignored", "PUT", "links:write").status_code == 200
    assert [one["slug"] for one in ask().get_json()["misses"]] == ["scrath-new"]
    assert ask("/2/ignored", "DELETE", "links:write").get_json()["state"] == "open"
    assert ask("/3/ignored", "DELETE", "links:write").get_json()["state"] == "open"
    assert [one["slug"] for one in ask().get_json()["misses"]] == ["wp-login.php", "scrath-new", "other"]


def test_once_its_link_is_made_it_is_open_no_more(ask: Ask, library: Library) -> None:
    library.create(Draft(target="https://example.org/", slug="other"), None)
    assert ask().get_json()["total"] == 1
    (made,) = ask(state="made").get_json()["misses"]
    assert made["nearest"]["target"] == "https://example.org/"


@pytest.mark.parametrize("path", ["/9999/ignored", f"/{10**30}/ignored"])
def test_one_that_is_not_there_can_not_be_ignored(ask: Ask, path: str) -> None:
    answer = ask(path, "PUT", "links:write")
    assert (answer.status_code, answer.get_json()["detail"]) == (404, "There is no such miss.")


def test_reading_and_deciding_need_their_own_scopes_and_a_person_who_may(ask: Ask, client: FlaskClient) -> None:
    assert ask(scope="links:read").status_code == 403
    assert ask(of="vera").status_code == 200
    for scope, of in (("stats:read", "ada"), ("links:read", "ada"), ("links:write", "vera")):
        answer = ask("/2/ignored", "PUT", scope, of)
        assert (answer.status_code, answer.mimetype) == (403, "application/problem+json")
    for method in ("PUT", "DELETE"):
        assert (
            client.open("/api/v1/misses/2/ignored", method=method, base_url="http://localhost:8000").status_code == 401
        )
    assert ask(state="ignored").get_json()["total"] == 0


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"state": "new"}, "state must be one of open, scanner, ignored, made, all, not 'new'."),
        ({"outcome": "go"}, "outcome must be one of unknown, deleted, off, early, over, all, not 'go'."),
        ({"sort": "id"}, "sort must be one of count, last, first, slug, not 'id'."),
        ({"order": "up"}, "order must be one of desc, asc, not 'up'."),
        ({"page": "0"}, "page must be a whole number from 1 to 10000, not '0'."),
        ({"per_page": "201"}, "per_page must be a whole number from 1 to 200, not '201'."),
        ({"format": "xml"}, "format must be one of json, csv, ndjson, xlsx, not 'xml'."),
        ({"timezone": "Mars"}, "timezone 'Mars': wanted a time zone such as Europe/London."),
    ],
)
def test_nonsense_is_one_problem(ask: Ask, params: dict[str, str], sentence: str) -> None:
    answer = ask(**params)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.get_json()["detail"] == sentence
